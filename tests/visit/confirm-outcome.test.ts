import { randomUUID } from "node:crypto";
import type { Inputs } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { archive, isArchived, makeOld } from "../archive/archived-meeting.ts";
import { aVisit, linkOf, type Meeting } from "../links/a-visit.ts";
import { pass } from "../links/visit-a-link.ts";
import { letTimePass, meetingIn } from "../rpc/meeting-in.ts";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { type Person, people } from "../support/tokens.ts";
import { ago, becomes, zoomIdOf } from "./follow.ts";

type Outcome = Inputs["lifecycle"]["confirmOutcome"]["outcome"];

vi.setConfig({ maxConcurrency: 12 });

let app: OpenApp;
beforeAll(async () => {
  // With no minutes after the visit, a window closes within seconds.
  app = await openApp({ ...unhurried, LINK_CLOSES_AFTER_MINUTES: "0" });
});
afterAll(() => app.close());

const secondStaff: Person = { role: "staff", sub: "staff-2" };
const reason = "Sam called at ten past nine";
const say = async (
  person: Person,
  meeting: Meeting,
  outcome: Outcome,
  reasonCode: Inputs["lifecycle"]["confirmOutcome"]["reasonCode"] = "called-by-phone",
) => (await app.as(person)).lifecycle.confirmOutcome({ meetingId: meeting.id, outcome, reasonCode, reason });
const refusal = async (said: Promise<unknown>) => (await refusalOf(said))?.reason;
const historyOf = async ({ id }: Meeting) =>
  (await (await app.as("staff")).lifecycle.history({ meetingId: id })).transitions;

const duration = 15;

/** A visit with a doctor of its own whose declared call nobody was seen in. */
const endedUnknown = async (): Promise<Meeting> => (await meetingIn(app, "ended")).meeting;

/** Nobody came: the patient's link was handed over, and is pressed where told. */
async function missed({ linkSent = true, pressed = false } = {}): Promise<Meeting> {
  const meeting = await aVisit(app, { startTime: minutesFromNow(-duration + 6 / 60), duration });
  const url = linkSent ? await linkOf(app, meeting) : null;
  if (url && pressed) expect((await pass(url)).status).toBe(303);
  await becomes(app, meeting, { status: "missed" });
  return (await app.as("service")).meetings.get({ meetingId: meeting.id });
}

describe.concurrent("where the evidence says nothing", () => {
  test("this visit's doctor says that it was held, and the history tells the words and the role", async () => {
    const { sub: id, email } = people.doctor;
    const appointment = anAppointment({ doctor: { id, email } });
    const service = await app.as("service");
    const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
    if (!meeting) throw new Error("No meeting was made");
    const doctor = await app.as("doctor");
    await doctor.lifecycle.start({ meetingId: meeting.id });
    expect(await doctor.lifecycle.end({ meetingId: meeting.id })).toMatchObject({ outcome: "unknown" });
    expect(await say(people.doctor, meeting, "held")).toMatchObject({
      status: "ended",
      outcome: "held",
      outcomeBy: "person",
      evidenceOutcome: "unknown",
      disputed: false,
      appointmentStatus: "COMPLETED",
    });
    expect((await historyOf(meeting)).at(-1)).toMatchObject({
      from: "ended",
      to: "ended",
      outcome: "held",
      source: "api",
      actorRole: "doctor",
      reason,
    });
    const stored = await app.server.deps.db
      .selectFrom("meeting_events")
      .select(["reason", "actor", "data"])
      .where("meeting_id", "=", meeting.id)
      .where("type", "=", "outcome-confirmed")
      .executeTakeFirstOrThrow();
    expect(stored).toMatchObject({
      actor: people.doctor.sub,
      data: { stated: "held", disputed: false, reasonCode: "called-by-phone" },
    });
    expect(stored.reason).not.toContain("Sam");
  });

  test("a later word replaces the earlier, and unknown withdraws it", async () => {
    const meeting = await endedUnknown();
    expect(await say(people.staff, meeting, "technical")).toMatchObject({
      status: "missed",
      outcome: "technical",
      appointmentStatus: "CONFIRMED",
    });
    expect(await say(people.staff, meeting, "held")).toMatchObject({
      status: "ended",
      outcome: "held",
      appointmentStatus: "COMPLETED",
    });
    expect(await say(people.staff, meeting, "unknown")).toMatchObject({
      status: "ended",
      outcome: "unknown",
      outcomeBy: "evidence",
      appointmentStatus: "CONFIRMED",
    });
    expect((await historyOf(meeting)).map(({ to, outcome }) => `${to} ${outcome}`).slice(-3)).toEqual([
      "missed technical",
      "ended held",
      "ended unknown",
    ]);
  });

  test("news of Zoom changes the evidence, and not what was said", async () => {
    const meeting = await endedUnknown();
    await say(people.staff, meeting, "technical");
    await app.zoom.control.start(zoomIdOf(meeting), ago(100));
    await app.zoom.control.join(zoomIdOf(meeting), { email: people.patient.email, ...ago(90) });
    await app.zoom.control.end(zoomIdOf(meeting), ago(10));
    await becomes(app, meeting, { status: "missed", outcome: "technical", evidenceOutcome: "held" });
    expect(await refusal(say(people.staff, meeting, "unknown"))).toBe("ILLEGAL_TRANSITION");
    expect(await say(people.admin, meeting, "unknown")).toMatchObject({ status: "ended", outcome: "held" });
  });
});

describe.concurrent("against the evidence of an absence", () => {
  test("held takes two people; until then it is disputed and nothing else changes", async () => {
    const meeting = await missed();
    expect(meeting).toMatchObject({ outcome: "both_absent", appointmentStatus: "NO_SHOW" });
    const disputed = {
      status: "missed",
      outcome: "both_absent",
      disputed: true,
      appointmentStatus: "NO_SHOW",
    };
    expect(await say(people.staff, meeting, "held")).toMatchObject(disputed);
    expect(await say(people.staff, meeting, "held")).toMatchObject(disputed);
    expect(await say(secondStaff, meeting, "held")).toMatchObject({
      status: "ended",
      outcome: "held",
      evidenceOutcome: "both_absent",
      disputed: false,
      appointmentStatus: "COMPLETED",
    });
    expect(
      (await historyOf(meeting)).map(({ from, to, outcome }) => `${from} ${to} ${outcome}`).slice(-3),
    ).toEqual(["missed missed both_absent", "missed missed both_absent", "missed ended held"]);
  });

  test("the second is not this visit's doctor, in whatever role they call", async () => {
    const meeting = await missed();
    await say(people.staff, meeting, "held");
    const inOtherRole: Person = { role: "admin", sub: "ada-as-admin", email: meeting.hostEmail };
    expect(await say(inOtherRole, meeting, "held")).toMatchObject({ status: "missed", disputed: true });
    expect(await say(people.staff, meeting, "held")).toMatchObject({ status: "ended", disputed: false });
  });

  test("the dispute is over when Zoom tells late that they met", async () => {
    const meeting = await missed();
    expect(await say(people.staff, meeting, "held")).toMatchObject({ status: "missed", disputed: true });
    await app.zoom.control.start(zoomIdOf(meeting), ago(100));
    await app.zoom.control.join(zoomIdOf(meeting), { email: people.patient.email, ...ago(90) });
    await app.zoom.control.end(zoomIdOf(meeting), ago(30));
    await becomes(app, meeting, {
      status: "ended",
      outcome: "held",
      outcomeBy: "evidence",
      disputed: false,
      appointmentStatus: "COMPLETED",
    });
    expect((await historyOf(meeting)).at(-1)).toMatchObject({
      to: "ended",
      outcome: "held",
      evidence: "email",
    });
  });

  test("one person says that it was technical, or takes the dispute back", async () => {
    const meeting = await missed();
    await say(people.staff, meeting, "held");
    expect(await say(people.staff, meeting, "unknown")).toMatchObject({
      outcome: "both_absent",
      disputed: false,
    });
    expect(await say(secondStaff, meeting, "held")).toMatchObject({ status: "missed", disputed: true });
    expect(await say(people.staff, meeting, "technical")).toMatchObject({
      status: "missed",
      outcome: "technical",
      disputed: false,
      appointmentStatus: "CONFIRMED",
    });
  });
});

describe.concurrent("patient_absent", () => {
  test("is a no-show where the link was sent and nothing shows that they tried", async () => {
    const sent = await missed();
    expect(await say(people.staff, sent, "patient_absent")).toMatchObject({
      status: "missed",
      outcome: "patient_absent",
      appointmentStatus: "NO_SHOW",
    });
  });

  test.each([
    { seen: "the link was never sent", how: { linkSent: false } },
    { seen: "the link was pressed", how: { pressed: true } },
  ])("is refused when $seen", async ({ how }) => {
    const meeting = await missed(how);
    for (const outcome of ["patient_absent", "both_absent"] as const)
      expect(await refusal(say(people.admin, meeting, outcome))).toBe("ILLEGAL_TRANSITION");
    expect(await say(people.staff, meeting, "doctor_absent")).toMatchObject({
      status: "missed",
      outcome: "doctor_absent",
      appointmentStatus: "CONFIRMED",
    });
  });
});

test.concurrent("a visit that Zoom never had a room for was held by phone, and unknown withdraws that", async () => {
  const { meeting } = await meetingIn(app, "pending");
  await letTimePass(app, meeting.id, 120);
  await becomes(app, meeting, { status: "missed", outcome: "technical", evidenceOutcome: "technical" });
  expect(await say(people.staff, meeting, "held")).toMatchObject({
    status: "ended",
    outcome: "held",
    zoomMeetingId: null,
    appointmentStatus: "COMPLETED",
  });
  expect(await say(people.staff, meeting, "unknown")).toMatchObject({
    status: "missed",
    outcome: "technical",
    appointmentStatus: "CONFIRMED",
  });
  expect((await historyOf(meeting)).map(({ to, outcome }) => `${to} ${outcome}`).slice(-3)).toEqual([
    "missed technical",
    "ended held",
    "missed technical",
  ]);
});

test.concurrent("what was said of one slot says nothing of the next", async () => {
  const doctor = { id: randomUUID(), email: `${randomUUID()}@clinic.example` };
  const appointment = anAppointment({ doctor });
  const service = await app.as("service");
  const admin = await app.as("admin");
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  await admin.lifecycle.start({ meetingId: meeting.id });
  await admin.lifecycle.end({ meetingId: meeting.id });
  await say(people.staff, meeting, "technical");
  const moved = { ...appointment, startTime: minutesFromNow(120), updatedAt: new Date() };
  expect((await service.lifecycle.appointmentChanged({ appointment: moved })).meeting).toMatchObject({
    status: "scheduled",
    outcome: null,
    outcomeBy: null,
    evidenceOutcome: null,
    disputed: false,
    appointmentStatus: "CONFIRMED",
  });
  expect((await historyOf(meeting)).map(({ to, outcome }) => `${to} ${outcome}`)).toContain(
    "missed technical",
  );
});

test.concurrent("before its end nothing is said about a visit, and of a cancelled one never", async () => {
  expect(await refusal(say(people.admin, await aVisit(app), "held"))).toBe("ILLEGAL_TRANSITION");
  const { meeting } = await meetingIn(app, "cancelled");
  expect(await refusal(say(people.admin, meeting, "held"))).toBe("ILLEGAL_TRANSITION");
});

test.concurrent("after 14 days only an admin says it, also of one that lies in the archive", async () => {
  const meeting = await endedUnknown();
  await makeOld(app, meeting.id, "ended");
  await archive(app, meeting.id);
  expect(await refusal(say(people.staff, meeting, "held"))).toBe("FORBIDDEN");
  expect(await isArchived(app, meeting.id)).toBe(true);
  expect(await say(people.admin, meeting, "held")).toMatchObject({ outcome: "held", outcomeBy: "person" });
  expect(await isArchived(app, meeting.id)).toBe(false);
});
