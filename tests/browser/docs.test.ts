import { procedureDescriptions } from "@patientcare/zoom-server/contract/procedures.ts";
import { reasons } from "@patientcare/zoom-server/domain/errors.ts";
import { describeProcedures } from "@patientcare/zoom-server/pages/reference/describe-procedures.ts";
import { restRoutes } from "@patientcare/zoom-server/rest/routes.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { contrastsOnPage } from "./contrasts-on-page.ts";
import { chromiumPath, type Device, openBrowser, openDevice } from "./open-browser.ts";

let app: OpenApp;
const inBrowser = test.skipIf(!chromiumPath);
let browser: Browser;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
  if (chromiumPath) browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app.close();
});

/** A page of ours on some device, with all addresses that it asked for. */
async function visit(path: string, device: Device) {
  const { page, complaints } = await openDevice(browser, device);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(app.url + path);
  return { page, complaints, elsewhere: () => asked.filter((url) => !isOurs(url)) };
}

const isOurs = (url: string) => url.startsWith(app.url) || url.startsWith("data:");

describe("the reference at /docs", () => {
  test("names every procedure with its roles, REST path, fields and reasons, and every reason with its status", async () => {
    const text = (await (await fetch(`${app.url}/docs`)).text()).replace(/\s+/g, " ");
    for (const { name, input, output, reasons: own, rest } of describeProcedures()) {
      const [, section = ""] =
        new RegExp(`<section class="card" id="${name}">(.*?)</section>`).exec(text) ?? [];
      const names = [...input, ...output.fields].map(({ path }) => path);
      expect(names.filter((path) => !section.includes(`<code>${path}</code>`))).toEqual([]);
      expect(own.filter((reason) => !section.includes(`#reasons.${reason}`))).toEqual([]);
      expect(rest.filter((path) => !section.includes(path))).toEqual([]);
      expect(section).toContain("May call it: ");
    }
    expect(text).toContain(procedureDescriptions["stats.overview"].summary);
    expect(text).toMatch(/id="meetings.get">.*?GET \/api\/zoom\/meetings\/:meetingId/);
    expect(text).toMatch(/id="stats.overview">.*?May call it: staff, auditor, admin, service\./);
    expect(text).toMatch(
      /id="links.get">.*?Of it <code>host<\/code>: doctor \(their own\), admin, service\./,
    );
    for (const reason of reasons) expect(text).toContain(`id="reasons.${reason}"`);
    expect(text).toMatch(/id="reasons.SLOT_TAKEN"><code>SLOT_TAKEN<\/code> <span class="type">HTTP 409/);
  });

  test("describes every field of every procedure", () => {
    const fields = describeProcedures().flatMap(({ name, input, output }) =>
      [...input, ...output.fields].map((field) => ({ ...field, path: `${name} ${field.path}` })),
    );
    expect(fields.filter(({ description }) => description.length < 10)).toEqual([]);
    expect(fields.length).toBeGreaterThan(100);
  });

  inBrowser.for([1280, 390])("is readable %i pixels wide, without JavaScript", async (width) => {
    for (const dark of [false, true]) {
      const { page, complaints, elsewhere } = await visit("/docs", { width, dark });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      const weak = (await page.evaluate(contrastsOnPage)).filter(({ contrast }) => contrast < 4.5);
      expect(weak).toEqual([]);
      expect(complaints).toEqual([]);
      expect(elsewhere()).toEqual([]);
    }
    const { page } = await visit("/docs", { width, javaScript: false });
    await page.locator("nav >> text=meetings.create").click();
    expect(page.url()).toContain("#meetings.create");
    expect(await page.locator("section[id='meetings.create'] h3").isVisible()).toBe(true);
  });

  test("every link on it leads to something that is there, under a name that is there once", async () => {
    const text = await (await fetch(`${app.url}/docs`)).text();
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
    for (const [, path] of text.matchAll(/href="(\/[^"]+)"/g)) {
      expect((await fetch(app.url + path)).status).toBe(200);
    }
  });
});

describe("the page at /docs/rest", () => {
  inBrowser("draws every operation from our own files, and the policy blocks none of it", async () => {
    const { page, complaints, elsewhere } = await visit("/docs/rest", { width: 1200 });
    await page.waitForSelector(".opblock");
    expect(await page.locator(".opblock").count()).toBe(restRoutes.length + 1);
    await page.locator("#operations-meetings-meetings_create .opblock-summary-control").click();
    await page.waitForSelector("text=Zoom is unavailable");
    expect(complaints).toEqual([]);
    expect(elsewhere()).toEqual([]);
  });

  inBrowser("marks each path as deprecated, strikes none through and fades none", async () => {
    const { page } = await visit("/docs/rest", { width: 1200 });
    await page.waitForSelector(".opblock");
    expect(await page.locator(".opblock-deprecated").count()).toBe(restRoutes.length);
    const drawn = (await page.evaluate(`[...document.querySelectorAll(".opblock-deprecated")].map((one) => [
      getComputedStyle(one).opacity,
      getComputedStyle(one.querySelector(".opblock-summary-path, .opblock-summary-path__deprecated")).textDecorationLine,
      getComputedStyle(one.querySelector(".opblock-summary-description"), "::after").content,
    ].join(" "))`)) as string[];
    expect([...new Set(drawn)]).toEqual(['1 none " · deprecated"']);
  });
});
