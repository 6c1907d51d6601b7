import { randomUUID } from "node:crypto";
import { isZoomError } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aVisit } from "../links/a-visit.ts";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { ago, becomes, statusesOf, zoomIdOf } from "./follow.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

test.concurrent("the doctor's test of the room leaves the visit scheduled, and the visit after it is held", async () => {
  const { control } = app.zoom;
  const meeting = await aVisit(app);
  const id = zoomIdOf(meeting);
  await control.start(id, ago(100));
  await becomes(app, meeting, { status: "started", outcome: null });
  await control.end(id, ago(90));
  await becomes(app, meeting, { status: "scheduled", outcome: null, appointmentStatus: "CONFIRMED" });

  await control.start(id, ago(60));
  await control.join(id, { name: "Sam", email: people.patient.email, ...ago(50) });
  await becomes(app, meeting, { status: "started" });
  await control.end(id, ago(10));
  await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
  expect(await statusesOf(app, meeting)).toEqual([
    "pending",
    "scheduled",
    "started",
    "scheduled",
    "started",
    "ended",
  ]);
});

test.concurrent("a dropped call keeps the links open, and goes on as the same visit", async () => {
  const { control } = app.zoom;
  const service = await app.as("service");
  const meeting = await aVisit(app);
  const id = zoomIdOf(meeting);
  const { url } = await service.links.get({ meetingId: meeting.id, role: "participant" });
  await control.start(id, ago(100));
  await control.join(id, { name: "Sam", email: people.patient.email, ...ago(90) });
  await control.end(id, ago(60));
  await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
  expect((await service.links.get({ meetingId: meeting.id, role: "participant" })).url).toBe(url);
  expect((await fetch(url, { method: "POST", redirect: "manual" })).status).toBe(303);

  await control.start(id, ago(30));
  await becomes(app, meeting, { status: "started", outcome: null, appointmentStatus: "CONFIRMED" });
  await control.end(id, ago(5));
  await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
  expect(await statusesOf(app, meeting)).toEqual([
    "pending",
    "scheduled",
    "started",
    "ended",
    "started",
    "ended",
  ]);
});

test.concurrent("a room opened before the window counts from when the window opens", async () => {
  const meeting = await aVisit(app, { startTime: minutesFromNow(15 + 4 / 60) });
  await app.zoom.control.start(zoomIdOf(meeting));
  await eventually(async () => {
    const known = app.server.deps.db.selectFrom("meeting_sessions").where("meeting_id", "=", meeting.id);
    expect(await known.selectAll().execute()).toHaveLength(1);
  });
  await becomes(app, meeting, { status: "started" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started"]);
  const service = await app.as("service");
  const { transitions } = await service.lifecycle.history({ meetingId: meeting.id });
  expect(transitions.at(-1)).toMatchObject({
    at: new Date(meeting.startTime.getTime() - 15 * 60_000),
    source: "clock",
  });
});

test.concurrent("the history tells the outcome's evidence, and who is recognised how stays with each stay", async () => {
  const { control } = app.zoom;
  const meeting = await aVisit(app);
  const id = zoomIdOf(meeting);
  await control.start(id, ago(100));
  await control.join(id, { name: "Whoever", email: people.patient.email, ...ago(90) });
  await control.join(id, { name: "A stranger", ...ago(80) });
  await control.end(id, ago(60));
  await becomes(app, meeting, { status: "ended", outcome: "held" });
  const service = await app.as("service");
  const { transitions } = await service.lifecycle.history({ meetingId: meeting.id });
  expect(transitions.at(-1)?.reason).toBe("Doctor and patient were in the room together");
  expect(transitions.map(({ to, outcome, who, evidence }) => ({ to, outcome, who, evidence }))).toEqual([
    { to: "pending", outcome: null, who: null, evidence: null },
    { to: "scheduled", outcome: null, who: null, evidence: null },
    { to: "started", outcome: null, who: null, evidence: null },
    { to: "ended", outcome: "held", who: "patient", evidence: "email" },
  ]);
  const stays = await app.server.deps.db
    .selectFrom("attendances")
    .leftJoin("participants", "participants.id", "attendances.participant_id")
    .select(["kind", "attendances.recognised_by"])
    .where("attendances.meeting_id", "=", meeting.id)
    .orderBy("joined_at")
    .execute();
  expect(stays).toEqual([
    { kind: "doctor", recognised_by: "host-id" },
    { kind: "patient", recognised_by: "email" },
    { kind: null, recognised_by: null },
  ]);
});

/** A call with the doctor in it whose appointment is cancelled meanwhile. */
async function cancelledCall() {
  const { control } = app.zoom;
  const service = await app.as("service");
  const doctor = { id: randomUUID(), email: `${randomUUID()}@clinic.example` };
  const appointment = anAppointment({ doctor });
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  const { uuid } = await control.start(zoomIdOf(meeting));
  await becomes(app, meeting, { status: "started" });
  await service.lifecycle.appointmentChanged({
    appointment: { ...appointment, status: "CANCELLED", updatedAt: new Date() },
  });
  await becomes(app, meeting, { status: "started", attention: "cancelled-while-live" });
  await expect(service.links.get({ meetingId: meeting.id, role: "participant" })).rejects.toSatisfy((error) =>
    isZoomError(error, "LINK_EXPIRED"),
  );
  const [entry] = (await control.journal()).filter(({ id }) => id === meeting.zoomMeetingId);
  expect(entry?.live).toBe(true);
  return { meeting, uuid };
}

test.concurrent("a call whose appointment is cancelled goes on, and is ended when they met", async () => {
  const { meeting } = await cancelledCall();
  await app.zoom.control.join(zoomIdOf(meeting), { name: "Sam", email: people.patient.email });
  await app.zoom.control.end(zoomIdOf(meeting), ago(-1));
  await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "ended"]);
});

test.concurrent("a call whose appointment is cancelled is cancelled when they did not meet; later news says how it went", async () => {
  const { control } = app.zoom;
  const { meeting, uuid } = await cancelledCall();
  const end = ago(-1).at.replace(/\.\d+/, "");
  await control.end(zoomIdOf(meeting), { at: end });
  await becomes(app, meeting, { status: "cancelled", outcome: null, appointmentStatus: "CANCELLED" });
  expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "cancelled"]);

  const participant = { user_id: "999", user_name: "Sam", email: people.patient.email, join_time: end };
  const object = { id: zoomIdOf(meeting), uuid, participant };
  await control.sendEvent({ event: "meeting.participant_joined", payload: { object } });
  await becomes(app, meeting, { status: "cancelled", outcome: "held", appointmentStatus: "CANCELLED" });
  expect((await statusesOf(app, meeting)).at(-1)).toBe("cancelled");
});
