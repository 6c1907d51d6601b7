import { afterAll, beforeAll, expect, test } from "vitest";
import { aVisit, linkOf } from "../links/a-visit.ts";
import { pass } from "../links/visit-a-link.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { ago, becomes, zoomIdOf } from "./follow.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

/** The doctor's link and then the patient's are pressed; a guest is in the room with the doctor from then on. */
async function guestJoins({ inOneBrowser }: { inOneBrowser: boolean }) {
  const { control } = app.zoom;
  const meeting = await aVisit(app, { startTime: minutesFromNow(-1) });
  const id = zoomIdOf(meeting);
  const host = await pass(await linkOf(app, meeting, "host"));
  const cookie = host.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const patient = await pass(await linkOf(app, meeting), inOneBrowser ? { cookie } : {});
  for (const { status } of [host, patient]) expect(status).toBe(303);
  await control.start(id, ago(0));
  await control.join(id, { name: "A guest", ...ago(-1) });
  await becomes(app, meeting, { status: "started" });
  await control.end(id, ago(-3));
  return meeting;
}

const endingOf = async (meetingId: string) => {
  const service = await app.as("service");
  const { transitions } = await service.lifecycle.history({ meetingId });
  return transitions.at(-1);
};

test("a click on the patient's link in the doctor's browser makes no guest the patient", async () => {
  const meeting = await guestJoins({ inOneBrowser: true });
  await becomes(app, meeting, { status: "ended", outcome: "unknown", appointmentStatus: "CONFIRMED" });
  expect(await endingOf(meeting.id)).toMatchObject({
    outcome: "unknown",
    who: "someone",
    evidence: "redirect-same-device",
  });
});

test("a click in another browser does", async () => {
  const meeting = await guestJoins({ inOneBrowser: false });
  await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
  expect(await endingOf(meeting.id)).toMatchObject({ outcome: "held", who: "patient", evidence: "redirect" });
});
