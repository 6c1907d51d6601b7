import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aVisit, linkOf } from "../links/a-visit.ts";
import { stages } from "../links/states.ts";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { contrastsOnPage } from "./contrasts-on-page.ts";
import { chromiumPath, openBrowser, openDevice } from "./open-browser.ts";

if (!chromiumPath) {
  console.warn("Browser tests skipped: no Chromium is installed (on Debian: apt-get install chromium)");
}
const inBrowser = test.skipIf(!chromiumPath);

let browser: Browser;
beforeAll(async () => {
  if (chromiumPath) browser = await openBrowser();
});
afterAll(() => browser?.close());

const press = (page: Page, name: string) => page.getByRole("button", { name }).click();

for (const javaScript of [true, false]) {
  const how = javaScript ? "" : " without JavaScript";
  inBrowser(`a patient waits at the door, goes in and is let in by the doctor${how}`, async () => {
    const phone = await openDevice(browser, { javaScript });
    const desk = await openDevice(browser, { javaScript, width: 1024 });
    const [patient, doctor] = [phone.page, desk.page];
    const app = await startApp({ LINK_OPENS_BEFORE_MINUTES: "0" });
    const service = await app.as("service");
    const appointment = anAppointment({ startTime: minutesFromNow(6 / 60) });
    const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
    if (!meeting) throw new Error("No meeting was made");

    await patient.goto(await linkOf(app, meeting));
    await patient.locator('[data-state="early"]').waitFor();
    expect(await patient.getByRole("button").count()).toBe(0);
    // Nobody touches the page: it opens by itself.
    await patient.locator('[data-state="open"]').waitFor();
    await press(patient, "Go to the visit");
    await patient.locator('[data-room-state="join"]').waitFor();
    expect(new URL(patient.url()).origin).toBe(new URL(app.zoom.url).origin);
    await patient.getByLabel("Your name").fill("Sam Rivers");
    await press(patient, "Join");
    await patient.locator('[data-room-state="waiting-host"]').waitFor();

    await doctor.goto(await linkOf(app, meeting, "host"));
    await press(doctor, "Start the visit");
    await press(doctor, "Start meeting");
    await press(doctor, "Admit");
    await patient.locator('[data-room-state="in-room"]').waitFor();
    await eventually(async () => {
      expect(await service.meetings.get({ meetingId: meeting.id })).toMatchObject({ status: "started" });
    });
    expect([...phone.complaints, ...desk.complaints]).toEqual([]);
  });
}

inBrowser(
  "an open page follows what happens to the visit, also where something stands behind its link",
  async () => {
    const { page, complaints } = await openDevice(browser, {});
    const app = await startApp();
    const staff = await app.as("staff");
    const meeting = await aVisit(app, { startTime: minutesFromNow(120) });
    await page.goto(`${await linkOf(app, meeting)})%3E`);
    await page.locator('[data-state="early"]').waitFor();
    // Long before the page would look again by itself.
    await staff.meetings.update({ meetingId: meeting.id, startTime: minutesFromNow(10) });
    await page.locator('[data-state="open"]').waitFor({ timeout: 15_000 });
    await staff.meetings.cancel({ meetingId: meeting.id });
    await page.locator('[data-state="cancelled"]').waitFor({ timeout: 15_000 });
    expect(complaints).toEqual([]);
  },
);

inBrowser(
  "every page fits a small phone, reads well in light and dark, and its targets suit a thumb",
  async () => {
    const app = await startApp({
      CLINIC_NAME: "Kinderarztpraxis am Nordparkplatz",
      CLINIC_PHONE: "+49 30 1234 567",
    });
    const urls: string[] = [];
    for (const stage of ["early", "open", "over", "cancelled", "revoked", "pending"] as const) {
      urls.push((await stages[stage](app, "participant")).url);
    }
    for (const dark of [false, true]) {
      const { page, complaints } = await openDevice(browser, { width: 360, dark });
      for (const url of urls) {
        await page.goto(url);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
        for (const { words, contrast } of await page.evaluate(contrastsOnPage)) {
          expect(contrast, words).toBeGreaterThanOrEqual(4.5);
        }
        const targets = await page.locator("button, a").all();
        expect(targets.length).toBeGreaterThan(0);
        for (const target of targets) {
          const box = await target.boundingBox();
          expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
        }
      }
      expect(complaints).toEqual([]);
    }
  },
);
