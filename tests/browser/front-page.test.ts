import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "../support/start-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { contrastsOnPage } from "./contrasts-on-page.ts";
import { chromiumPath, openBrowser, openDevice } from "./open-browser.ts";

const inBrowser = test.skipIf(!chromiumPath);

let browser: Browser;
beforeAll(async () => {
  if (chromiumPath) browser = await openBrowser();
});
afterAll(() => browser?.close());

for (const [width, dark] of [
  [320, false],
  [1024, true],
] as const) {
  inBrowser(`the front page fits ${width} pixels, and each of its links leads somewhere`, async () => {
    const { url } = await startApp({ CLINIC_NAME: "Clinic & Sons", CLINIC_PHONE: "+1 202 555 0100" });
    const { page, complaints } = await openDevice(browser, { width, dark });
    await page.goto(url);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Online visits");
    expect(await page.locator(".clinic").textContent()).toBe("Clinic & Sons");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    for (const { words, contrast } of await page.evaluate(contrastsOnPage)) {
      expect(contrast, words).toBeGreaterThanOrEqual(4.5);
    }
    const links = await page.locator('a[href^="/"]').all();
    const hrefs = await Promise.all(links.map((link) => link.getAttribute("href")));
    expect(hrefs).toEqual(["/docs", "/docs/rest", "/openapi.json", "/readyz"]);
    for (const href of hrefs) expect((await fetch(url + href)).status).toBe(200);
    expect(complaints).toEqual([]);
  });
}

test("the front page holds no secret, and in production no step for developers' machines", async () => {
  const { url } = await startApp({ NODE_ENV: "production", PUBLIC_URL: "http://localhost", DOCS: "on" });
  const response = await fetch(url);
  expect(response.headers.get("content-type")).toMatch(/^text\/html/);
  const text = await response.text();
  expect(text).not.toContain("npm run");
  const zoom = { apiUrl: "", oauthUrl: "" };
  for (const [name, value] of Object.entries(testEnvironment("", zoom))) {
    if (/SECRET|KEY|ACCOUNT/.test(name)) expect([name, text.includes(value)]).toEqual([name, false]);
  }
});
