import { afterAll, beforeAll, expect, test } from "vitest";
import { aSentVisit, linkOf, type Meeting } from "../links/a-visit.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { ago, becomes, statusesOf, zoomIdOf } from "./follow.ts";
import { playUnheard } from "./unheard-visit.ts";

// With no minutes after the visit, a window closes within seconds.
const duration = 15;
const closesSoon = () => ({ startTime: minutesFromNow(-duration + 6 / 60), duration });

const closing = { LINK_CLOSES_AFTER_MINUTES: "0" };

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(closing);
});
afterAll(() => app.close());

const asking = (meeting: Meeting) => ({ method: "GET", path: `/past_meetings/${meeting.zoomMeetingId}/` });
const askedFor = async (meeting: Meeting) =>
  (await app.zoom.control.calls()).filter(({ path }) =>
    path.includes(`/past_meetings/${meeting.zoomMeetingId}/`),
  );
const settlesAt = async ({ server }: OpenApp, { id }: Meeting) =>
  (
    await server.deps.db
      .selectFrom("zoom_meetings")
      .select("evaluate_at")
      .where("id", "=", id)
      .executeTakeFirst()
  )?.evaluate_at ?? null;
/** Zoom was asked in vain: it is asked again later. */
const waits = (app: OpenApp, meeting: Meeting) =>
  eventually(async () => {
    const closed = meeting.startTime.getTime() + duration * 60_000;
    const at = await settlesAt(app, meeting);
    expect(at?.getTime()).toBeGreaterThan(closed + 30_000);
  });
const askAgainNow = ({ server }: OpenApp, { id }: Meeting) =>
  server.deps.db.updateTable("zoom_meetings").set({ evaluate_at: new Date() }).where("id", "=", id).execute();

test.concurrent("nobody came: missed once Zoom was asked, and the appointment is a no-show", async () => {
  const meeting = await aSentVisit(app, closesSoon());
  await becomes(app, meeting, { status: "missed", outcome: "both_absent", appointmentStatus: "NO_SHOW" });
  expect((await askedFor(meeting)).length).toBeGreaterThan(0);
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "missed"]);
});

test.concurrent("only the doctor came: the patient was absent", async () => {
  const meeting = await aSentVisit(app, closesSoon());
  await app.zoom.control.start(zoomIdOf(meeting), ago(300));
  await app.zoom.control.end(zoomIdOf(meeting), ago(200));
  await becomes(app, meeting, { status: "missed", outcome: "patient_absent", appointmentStatus: "NO_SHOW" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "scheduled", "missed"]);
});

test.concurrent("only the patient came to the door: the doctor was absent, and it is no no-show", async () => {
  const meeting = await aSentVisit(app, closesSoon());
  await fetch(await linkOf(app, meeting), { method: "POST", redirect: "manual" });
  await becomes(app, meeting, { status: "missed", outcome: "doctor_absent", appointmentStatus: "CONFIRMED" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "missed"]);
});

test.concurrent("a start by word with no session runs out: ended, and nothing is known", async () => {
  const meeting = await aSentVisit(app, closesSoon());
  const admin = await app.as("admin");
  await admin.lifecycle.start({ meetingId: meeting.id });
  await becomes(app, meeting, { status: "ended", outcome: "unknown", appointmentStatus: "CONFIRMED" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "ended"]);
});

test.concurrent("while Zoom cannot be asked nothing is missed; when it answers, it is", async () => {
  const meeting = await aSentVisit(app, closesSoon());
  await app.zoom.control.addFault({ kind: "status", status: 503, times: -1, match: asking(meeting) });
  await waits(app, meeting);
  expect((await askedFor(meeting)).length).toBeGreaterThan(0);
  await becomes(app, meeting, { status: "scheduled", outcome: null, appointmentStatus: "CONFIRMED" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled"]);
  await app.zoom.control.clearFaults();
  await askAgainNow(app, meeting);
  await becomes(app, meeting, { status: "missed", outcome: "both_absent", appointmentStatus: "NO_SHOW" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "missed"]);
});

test.concurrent("a call that runs on after the window is followed until Zoom says that it ended", async () => {
  await using app = await openApp(closing);
  const { control } = app.zoom;
  const meeting = await aSentVisit(app, closesSoon());
  await control.start(zoomIdOf(meeting));
  await control.join(zoomIdOf(meeting), { name: "Sam", email: people.patient.email });
  await waits(app, meeting);
  await becomes(app, meeting, { status: "started", appointmentStatus: "CONFIRMED" });
  await control.drop(true);
  await control.end(zoomIdOf(meeting));
  await askAgainNow(app, meeting);
  await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "ended"]);
});

test.concurrent("sessions that only Zoom's past instances know are found when Zoom is asked", async () => {
  await using app = await openApp(closing);
  const { control } = app.zoom;
  const unheard = await aSentVisit(app, closesSoon());
  const unended = await aSentVisit(app, closesSoon());
  const alone = await aSentVisit(app, closesSoon());
  await control.start(zoomIdOf(unended), ago(300));
  await control.join(zoomIdOf(unended), { name: "Sam", email: people.patient.email, ...ago(290) });
  await becomes(app, unended, { status: "started" });
  await control.drop(true);
  await control.end(zoomIdOf(unended), ago(200));
  await control.start(zoomIdOf(unheard), ago(300));
  await control.join(zoomIdOf(unheard), { name: "Sam", email: people.patient.email, ...ago(290) });
  await control.end(zoomIdOf(unheard), ago(200));
  await control.start(zoomIdOf(alone), ago(300));
  await control.end(zoomIdOf(alone), ago(200));
  for (const meeting of [unheard, unended]) {
    await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
    expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "ended"]);
  }
  // Zoom lists nobody for a single past participant.
  await becomes(app, alone, { status: "missed", outcome: "unknown", appointmentStatus: "CONFIRMED" });
  expect(await statusesOf(app, alone)).toEqual(["pending", "scheduled", "started", "scheduled", "missed"]);
});

test.concurrent("news that comes after a visit was missed corrects it", async () => {
  await using app = await openApp(closing);
  const { control } = app.zoom;
  const meeting = await aSentVisit(app, closesSoon());
  await playUnheard(app, meeting);
  await becomes(app, meeting, { status: "missed", appointmentStatus: "NO_SHOW" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "missed"]);

  await control.resume({ shuffle: true, duplicate: 2 });
  await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "missed", "ended"]);
});
