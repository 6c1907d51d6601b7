import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { aSentVisit, type Meeting } from "../links/a-visit.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { asIfEarlier } from "./as-if-earlier.ts";
import { ago, becomes, statusesOf, zoomIdOf } from "./follow.ts";
import { bookPastVisit, recordOf } from "./past-visit.ts";

vi.setConfig({ maxConcurrency: 10 });
let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

const day = 24 * 60 * 60;

/** The doctor opened the room yesterday, to test it; nothing was heard of how that ended. */
async function testedYesterday({ isOver = false } = {}): Promise<Meeting> {
  const { control } = app.zoom;
  const meeting = await aSentVisit(app, { startTime: minutesFromNow(20) });
  const id = zoomIdOf(meeting);
  await control.dropEvents(["meeting.ended", "meeting.participant_left"], { meetingId: id });
  await control.start(id, ago(day));
  if (isOver) await control.end(id, ago(day - 60));
  await eventually(async () => {
    const known = app.server.deps.db.selectFrom("meeting_sessions").where("meeting_id", "=", meeting.id);
    expect(await known.select("id").execute()).toHaveLength(1);
  });
  return meeting;
}

/** The window opens, and Zoom is asked. */
async function windowOpens(meeting: Meeting): Promise<void> {
  const before = Date.now();
  await asIfEarlier(app, meeting.id, 6 * 60);
  await eventually(async () => {
    const asked = (await app.zoom.control.calls()).filter(
      ({ method, meetingId, at }) =>
        method === "GET" && meetingId === zoomIdOf(meeting) && Date.parse(at) >= before,
    );
    expect(asked.length).toBeGreaterThan(0);
  });
}

describe.concurrent("a test of the room yesterday whose end was never delivered", () => {
  test.each([{ listed: true }, { listed: false }])(
    "leaves the visit scheduled when its window opens, and nobody was there when it closes; Zoom lists it: $listed",
    async ({ listed }) => {
      const meeting = await testedYesterday({ isOver: true });
      await app.zoom.control.listSession(zoomIdOf(meeting), { listed });
      await windowOpens(meeting);
      await becomes(app, meeting, { status: "scheduled", outcome: null, appointmentStatus: "CONFIRMED" });
      await asIfEarlier(app, meeting.id, 3 * 60 * 60);
      await becomes(app, meeting, { status: "missed", outcome: "both_absent" });
      expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "missed"]);
    },
  );

  test("is the visit once Zoom says that it runs", async () => {
    const meeting = await testedYesterday();
    await windowOpens(meeting);
    await becomes(app, meeting, { status: "started", outcome: null });
    expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started"]);
  });

  test("is the visit once somebody comes into it, where Zoom did not answer", async () => {
    const meeting = await testedYesterday();
    const match = { method: "GET", path: `^/v2/meetings/${zoomIdOf(meeting)}$` };
    await app.zoom.control.addFault({ kind: "status", status: 503, times: -1, match });
    await windowOpens(meeting);
    await becomes(app, meeting, { status: "scheduled", outcome: null });
    await app.zoom.control.join(zoomIdOf(meeting), { name: "Sam" });
    await becomes(app, meeting, { status: "started", outcome: null });
  });
});

describe.concurrent("a room of the visit whose end was never delivered and that Zoom does not list", () => {
  const play = async (come: (visit: Awaited<ReturnType<typeof bookPastVisit>>) => Promise<unknown>) => {
    const visit = await bookPastVisit(app);
    const { control, id } = visit;
    await visit.link();
    await control.dropEvents(["meeting.ended", "meeting.participant_left"], { meetingId: id });
    await visit.doctorComes(0);
    await come(visit);
    await visit.end(10);
    await control.listSession(id, { listed: false });
    return recordOf(visit);
  };

  test("is closed with the window: who else was in it is not known, and nobody is absent", async () => {
    expect(await play(async () => undefined)).toMatchObject({
      recorded: "missed/unknown",
      appointment: "CONFIRMED",
    });
  });

  test("was held where both were heard of in it, and its seconds are not settled", async () => {
    expect(await play(({ join, patientEmail: email }) => join(1, { name: "Sam", email }))).toMatchObject({
      recorded: "ended/held",
      appointment: "COMPLETED",
      proof: false,
    });
  });
});
