import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aVisit, linkOf } from "../links/a-visit.ts";
import { startApp } from "../support/start-app.ts";
import { chromiumPath, openBrowser, openDevice } from "./open-browser.ts";

const inBrowser = test.skipIf(!chromiumPath);

let browser: Browser;
beforeAll(async () => {
  if (chromiumPath) browser = await openBrowser();
});
afterAll(() => browser?.close());

/** What pages left in the browser, besides cookies. */
const stored = `Promise.all([
  indexedDB.databases().then((all) => all.length),
  caches.keys().then((all) => all.length),
  navigator.serviceWorker.getRegistrations().then((all) => all.length),
  localStorage.length,
  sessionStorage.length,
])`;

inBrowser(
  "a visit leaves a random mark in the browser and nothing else, and its page goes with it",
  async () => {
    const { page } = await openDevice(browser, {});
    const app = await startApp();
    const staff = await app.as("staff");
    const meeting = await aVisit(app, { topic: "Knee surgery", participantName: "Sam Rivers" });
    await page.goto(await linkOf(app, meeting));
    await page.locator('[data-state="open"]').waitFor();
    expect(await page.evaluate(stored)).toEqual([0, 0, 0, 0, 0]);
    await page.getByRole("button", { name: "Go to the visit" }).click();
    await page.locator('[data-room-state="join"]').waitFor();

    const cookies = await page.context().cookies(app.url);
    expect(cookies).toMatchObject([
      { name: "pc_device", httpOnly: true, value: expect.stringMatching(/^[\w-]{22}$/) },
    ]);

    await staff.links.revoke({ meetingId: meeting.id, role: "participant" });
    await page.goBack();
    await page.locator('[data-state="revoked"]').waitFor();
    expect(await page.content()).not.toMatch(/\d\d:\d\d|Knee|Sam Rivers/);
    expect(await page.evaluate(stored)).toEqual([0, 0, 0, 0, 0]);
  },
);
