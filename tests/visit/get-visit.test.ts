import { moveToArchive, noteWebhookHealth, readWebhookHealth, redirectAction } from "@patientcare/zoom-db";
import type { Outputs } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aSentVisit, aVisit, linkOf, type Meeting } from "../links/a-visit.ts";
import { accessRows } from "../links/access-rows.ts";
import { pass } from "../links/visit-a-link.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { addEarlierAccess } from "./as-if-earlier.ts";
import { ago, becomes, zoomIdOf } from "./follow.ts";
import { bookedLongAgo } from "./signals-of.ts";

// With no minutes after the visit, a window closes within seconds.
const duration = 15;
let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ LINK_CLOSES_AFTER_MINUTES: "0" });
});
afterAll(() => app.close());

type Visit = Outputs["visits"]["get"];
const read = async ({ id: meetingId }: Pick<Meeting, "id">, as: Parameters<OpenApp["as"]>[0] = "service") =>
  (await app.as(as)).visits.get({ meetingId });
const stateOf = (visit: Visit, who: string) => visit.people.find((person) => person.who === who);
const patient = { name: "Sam", email: people.patient.email };

test("a person goes from a link not sent to having left, each since when and on what evidence", async () => {
  const meeting = await aVisit(app, { startTime: minutesFromNow(2), participantName: "Sam Rivers" });
  const id = zoomIdOf(meeting);
  const { control } = app.zoom;
  const becomesFor = async (who: string, expected: object) =>
    eventually(async () => expect(stateOf(await read(meeting), who)).toMatchObject(expected));
  expect((await read(meeting)).people).toEqual([
    { who: "doctor", participantId: expect.any(String), name: null, state: "not-sent", ...nothing },
    { who: "patient", participantId: expect.any(String), name: "Sam Rivers", state: "not-sent", ...nothing },
  ]);
  const link = await linkOf(app, meeting);
  await becomesFor("patient", { state: "sent", since: expect.any(Date), evidence: null });
  expect(stateOf(await read(meeting), "doctor")).toMatchObject({ state: "not-sent" });
  const doctor = await app.as({ role: "doctor", sub: "its-doctor", email: meeting.hostEmail });
  await doctor.links.get({ meetingId: meeting.id, role: "participant" });
  expect(stateOf(await read(meeting), "doctor")).toMatchObject({ state: "not-sent" });
  await doctor.links.get({ meetingId: meeting.id, role: "host" });
  await becomesFor("doctor", { state: "sent", since: expect.any(Date), evidence: null });
  await doctor.links.invite({ meetingId: meeting.id, kind: "caregiver" });
  await becomesFor("caregiver", { state: "sent", since: expect.any(Date), evidence: null });
  expect((await pass(link)).status).toBe(303);
  await becomesFor("patient", { state: "redirected", evidence: "redirect" });

  const since = ago(-1);
  await control.start(id, since);
  const { userId } = await control.waitingRoom(id, { ...patient, ...since });
  await becomesFor("doctor", { state: "in-room", evidence: "host-id" });
  await becomesFor("patient", { state: "waiting", evidence: "email" });
  const inside = await control.admit(id, userId, ago(-2));
  await becomesFor("patient", { state: "in-room", evidence: "email" });
  await control.leave(id, inside.userId, ago(-3));
  await becomesFor("patient", { state: "left", evidence: "email" });
});
const nothing = { since: null, evidence: null };

test("the story of a visit holds who was where, the time together, the signals and the links, also from the archive", async () => {
  const { control } = app.zoom;
  const meeting = await aSentVisit(app, { startTime: minutesFromNow(-duration + 8 / 60), duration });
  const meetingId = meeting.id;
  const id = zoomIdOf(meeting);
  const now = Date.now();
  const since = (seconds: number) => ({ at: new Date(now - seconds * 1000).toISOString() });
  const at = (seconds: number) => new Date(Math.floor((now - seconds * 1000) / 1000) * 1000);
  const service = await app.as("service");
  await service.links.invite({
    meetingId,
    kind: "interpreter",
    name: "Ines Lima",
    email: "ines@mail.example",
  });
  expect((await pass(await linkOf(app, meeting))).status).toBe(303);
  await bookedLongAgo(app, meeting);
  await control.start(id, since(400));
  const { userId } = await control.waitingRoom(id, { ...patient, ...since(390) });
  await control.admit(id, userId, since(300));
  await control.join(id, { name: "Ines", email: "ines@mail.example", ...since(290) });
  await control.join(id, { name: "Otter.ai", ...since(280) });
  await control.join(id, { name: "Somebody", ...since(200) });
  await control.end(id, since(100));
  await becomes(app, meeting, { status: "ended", outcome: "held" });
  await eventually(async () =>
    expect((await read(meeting)).signals.map(({ type }) => type)).toContain("visit-proof"),
  );

  const visit = await read(meeting);
  expect(visit).toMatchObject({
    meetingId,
    appointmentId: meeting.appointmentId,
    startTime: meeting.startTime,
    duration,
    timezone: meeting.timezone,
    hostEmail: meeting.hostEmail,
    status: "ended",
    outcome: "held",
    attentions: [],
  });
  const left = { state: "left", since: at(100) };
  expect(visit.people).toMatchObject([
    { who: "doctor", ...left, evidence: "host-id" },
    // The click came last, as this test plays it.
    { who: "patient", state: "redirected", evidence: "redirect" },
    { who: "interpreter", name: "Ines Lima", ...left, evidence: "email" },
    { who: "someone", participantId: null, name: null, ...left, evidence: null },
  ]);
  expect(visit.stays).toEqual([
    { who: "doctor", evidence: "host-id", joinedAt: at(400), leftAt: at(100) },
    { who: "patient", evidence: "email", joinedAt: at(300), leftAt: at(100) },
    { who: "interpreter", evidence: "email", joinedAt: at(290), leftAt: at(100) },
    { who: "note-taker", evidence: "same-name", joinedAt: at(280), leftAt: at(100) },
    { who: "someone", evidence: null, joinedAt: at(200), leftAt: at(100) },
  ]);
  expect(visit.waits).toEqual([{ who: "patient", where: "waiting-room", from: at(390), to: at(300) }]);
  expect(visit.together).toEqual({ seconds: 200, intervals: [{ from: at(300), to: at(100) }] });
  const signal = { settled: true, corrects: null };
  expect(visit.signals.filter(({ settled }) => settled)).toEqual(
    expect.arrayContaining([
      { ...signal, type: "visit-proof", who: null, since: at(300), at: at(300), seconds: 200 },
      { ...signal, type: "waited", who: "patient", since: at(390), at: at(390), seconds: 90 },
    ]),
  );
  expect(visit.signals[0]).toMatchObject({ type: "late", settled: false, seconds: null });
  expect(visit.links).toEqual([
    {
      role: "participant",
      kind: "patient",
      issuedAt: expect.any(Date),
      redirectedAt: expect.any(Date),
      revokedAt: null,
    },
    {
      role: "participant",
      kind: "interpreter",
      issuedAt: expect.any(Date),
      redirectedAt: null,
      revokedAt: null,
    },
  ]);

  await app.server.deps.db.transaction().execute((trx) => moveToArchive(trx, [meetingId]));
  expect(await read(meeting)).toEqual(visit);
});

test("somebody who may have come by either of two links is someone, and a stay without an end ends with its session", async () => {
  const { control } = app.zoom;
  const meeting = await aSentVisit(app, { startTime: minutesFromNow(2) });
  const service = await app.as("service");
  const invited = await service.links.invite({ meetingId: meeting.id, kind: "caregiver" });
  for (const link of [await linkOf(app, meeting), invited.url]) expect((await pass(link)).status).toBe(303);
  const [from, to] = [ago(-1), ago(-3)].map(({ at }) => at.replace(/\.\d+/, ""));
  const { uuid } = await control.start(zoomIdOf(meeting), { at: from });
  const participant = { user_id: "999", user_name: "A guest", join_time: from };
  const object = { id: zoomIdOf(meeting), uuid, participant };
  await control.sendEvent({ event: "meeting.participant_joined", payload: { object } });
  await control.end(zoomIdOf(meeting), { at: to });
  const stay = { who: "someone", evidence: null, joinedAt: new Date(from ?? ""), leftAt: new Date(to ?? "") };
  await eventually(async () => {
    const { stays, people: all } = await read(meeting);
    expect(stays).toContainEqual(stay);
    expect(all.map(({ who }) => who)).toEqual(["doctor", "patient", "caregiver", "someone"]);
  });
});

test("while Zoom is silent though somebody went on to it, nothing is known of anybody in an open visit", async () => {
  await using alone = await openApp();
  const { db } = alone.server.deps;
  const service = await alone.as("service");
  const open = await aSentVisit(alone, { startTime: minutesFromNow(1) });
  const ahead = await aSentVisit(alone, { startTime: minutesFromNow(600) });
  const statesOf = async ({ id: meetingId }: Meeting) =>
    (await service.visits.get({ meetingId })).people.map(({ state, since }) => ({ state, since }));
  await noteWebhookHealth(db, [{ key: "delivery", agoMs: 120_000 }]);
  const heardAt = (await readWebhookHealth(db)).get("delivery")?.at;
  await addEarlierAccess(db, {
    action: redirectAction,
    decision: "allowed",
    meeting_id: open.id,
    at: new Date(Date.now() - 90_000),
  });
  const unknown = { state: "unknown", since: heardAt };
  expect(await statesOf(open)).toEqual([unknown, unknown]);
  expect((await statesOf(ahead)).map(({ state }) => state)).toEqual(["not-sent", "sent"]);
  await noteWebhookHealth(db, [{ key: "delivery", agoMs: 0 }]);
  expect((await statesOf(open)).map(({ state }) => state)).toEqual(["not-sent", "sent"]);
});

test("an auditor is told neither names nor links, and every reader stands in the access log", async () => {
  const meeting = await aSentVisit(app, { startTime: minutesFromNow(600), participantName: "Sam Rivers" });
  const doctor = { role: "doctor", sub: "its-doctor", email: meeting.hostEmail } as const;
  const forDoctor = await read(meeting, doctor);
  expect(stateOf(forDoctor, "patient")?.name).toBe("Sam Rivers");
  expect(forDoctor.links).toHaveLength(1);
  const forAuditor = await read(meeting, "auditor");
  expect(forAuditor).not.toHaveProperty("links");
  expect(forAuditor.people.map(({ who, name }) => [who, name])).toEqual([
    ["doctor", null],
    ["patient", null],
  ]);
  const rows = (await accessRows(app, meeting.id)).filter(({ action }) => action === "visits.get");
  expect(rows.map(({ decision, actor_role }) => [decision, actor_role])).toEqual([
    ["allowed", "doctor"],
    ["allowed", "auditor"],
  ]);
});

test("a revoked link says since when, beside the one that took its place", async () => {
  const meeting = await aSentVisit(app, { startTime: minutesFromNow(600) });
  const service = await app.as("service");
  const { revokedAt } = await service.links.revoke({ meetingId: meeting.id, role: "participant" });
  await linkOf(app, meeting);
  expect((await read(meeting)).links?.map((link) => link.revokedAt)).toEqual([revokedAt, null]);
});
