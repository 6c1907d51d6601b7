import type { Outputs, ZoomClient } from "@patientcare/zoom-sdk";
import { checkStatistics } from "@patientcare/zoom-server/operations/stats/check-statistics.ts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { anOldMeeting, archive, isArchived } from "../archive/archived-meeting.ts";
import { meetingIn } from "../rpc/meeting-in.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";

let app: OpenApp;
let service: ZoomClient;
beforeAll(async () => {
  app = await openApp(unhurried);
  service = await app.as("service");
});
afterAll(() => app.close());

type Counted = Partial<Outputs["stats"]["overview"]>;

/** The counts above 0 of the meetings that begin within a minute of this time. */
async function countsAt(start: Date): Promise<Counted> {
  const around = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
  const {
    responseTimes: _,
    errorsByReason: __,
    ...figures
  } = await service.stats.overview({ from: around(-1), to: around(1) });
  return Object.fromEntries(
    Object.entries(figures).filter(([, value]) => typeof value === "number" && value > 0),
  );
}

/** As the worker does it, until no row has changed since. */
const foldAll = () =>
  eventually(async () => {
    expect(await app.server.deps.db.selectFrom("statistics_marks").select("id").execute()).toEqual([]);
  });

afterEach(async () => {
  await foldAll();
  expect(await checkStatistics(app.server.deps)).toEqual([]);
});

// Each test has a day of its own, so that it counts its own meetings alone.
let day = 0;
const aStart = () => minutesFromNow(++day * 1_440 + 5);

test("a booking counts at once, once, and where it is moved to", async () => {
  const [first, second] = [aStart(), aStart()];
  const { meeting } = await meetingIn(app, "scheduled", { startTime: first });
  expect(await countsAt(first)).toEqual({ totalMeetings: 1, scheduledMeetings: 1, creationSuccessRate: 1 });
  await foldAll();
  await service.meetings.update({ meetingId: meeting.id, startTime: second });
  expect(await countsAt(first)).toEqual({});
  expect(await countsAt(second)).toEqual({ totalMeetings: 1, scheduledMeetings: 1, creationSuccessRate: 1 });
});

test("a visit that is cancelled and booked anew is one meeting, scheduled", async () => {
  const start = aStart();
  const { booking, meeting } = await meetingIn(app, "cancelled", { startTime: start });
  expect(await countsAt(start)).toEqual({ totalMeetings: 1, cancelledMeetings: 1, creationSuccessRate: 1 });
  await foldAll();
  const again = await service.meetings.create(booking);
  expect(again).toMatchObject({ id: meeting.id, status: "scheduled" });
  expect(await countsAt(start)).toEqual({ totalMeetings: 1, scheduledMeetings: 1, creationSuccessRate: 1 });
});

test("what Zoom refuses is failed, needs attention, and is neither once a retry works", async () => {
  const start = aStart();
  const { booking, meeting } = await meetingIn(app, "failed", { startTime: start });
  expect(await countsAt(start)).toEqual({ totalMeetings: 1, failedMeetings: 1, needingAttention: 1 });
  await foldAll();
  await app.zoom.control.setUser(booking.hostEmail, "licensed");
  await service.meetings.retry({ meetingId: meeting.id });
  await eventually(async () =>
    expect(await countsAt(start)).toEqual({ totalMeetings: 1, scheduledMeetings: 1, creationSuccessRate: 1 }),
  );
});

test("a corrected outcome counts at once in place of the one before, also after the visit was archived", async () => {
  const { meeting } = await anOldMeeting(app, "missed");
  const missed = await countsAt(meeting.startTime);
  expect(missed).toMatchObject({ totalMeetings: 1, missedMeetings: 1 });
  await foldAll();
  await archive(app, meeting.id);
  expect(await countsAt(meeting.startTime)).toEqual(missed);
  await foldAll();
  expect(await countsAt(meeting.startTime)).toEqual(missed);
  const admin = await app.as("admin");
  await admin.lifecycle.confirmOutcome({
    meetingId: meeting.id,
    outcome: "patient_absent",
    reasonCode: "called-by-phone",
    reason: "They forgot",
  });
  expect(await countsAt(meeting.startTime)).toMatchObject({
    totalMeetings: 1,
    missedMeetings: 1,
    noShowRate: 1,
    overriddenOutcomes: 1,
  });
});

test("a cancelled visit that is booked anew from the archive counts at its new time alone", async () => {
  const start = aStart();
  const { booking, meeting } = await anOldMeeting(app, "cancelled", { startTime: minutesFromNow(200) });
  const old = meeting.startTime;
  await archive(app, meeting.id);
  expect(await countsAt(old)).toMatchObject({ totalMeetings: 1, cancelledMeetings: 1 });
  await foldAll();
  await service.meetings.create({ ...booking, startTime: start });
  expect(await isArchived(app, meeting.id)).toBe(false);
  expect(await countsAt(old)).toEqual({});
  expect(await countsAt(start)).toMatchObject({ totalMeetings: 1, scheduledMeetings: 1 });
});
