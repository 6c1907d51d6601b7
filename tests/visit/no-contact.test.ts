import { randomUUID } from "node:crypto";
import type { Inputs } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { archive, makeOld } from "../archive/archived-meeting.ts";
import { linkOf, type Meeting } from "../links/a-visit.ts";
import { letTimePass } from "../rpc/meeting-in.ts";
import { again } from "../rpc/open-platform.ts";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { ago, becomes, zoomIdOf } from "./follow.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ...unhurried, LINK_CLOSES_AFTER_MINUTES: "0" });
});
afterAll(() => app.close());

const duration = 15;

/** A visit that goes on, and whose patient the platform names so. */
async function aVisitOf(patient: Inputs["lifecycle"]["appointmentChanged"]["appointment"]["patient"]) {
  const service = await app.as("service");
  const doctor = { id: randomUUID(), email: `doctor-${randomUUID()}@clinic.example` };
  const startTime = minutesFromNow(-5);
  const updatedAt = new Date(Date.now() - 60_000);
  const appointment = anAppointment({ doctor, patient, startTime, duration, updatedAt });
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  return { service, appointment, meeting };
}
const closes = ({ id }: Pick<Meeting, "id">) => letTimePass(app, id, 11);
const withoutAddress = () => ({ id: randomUUID(), name: "Sam Rivers" });
const email = () => `patient-${randomUUID()}@example.com`;
const missed = { status: "missed", outcome: "technical", appointmentStatus: "CONFIRMED" } as const;

describe.concurrent("a patient without an address who was sent no link", () => {
  test("is not absent: the doctor was alone, and somebody has to reach them; a message with an address is enough", async () => {
    const { service, appointment, meeting } = await aVisitOf(withoutAddress());
    expect(meeting.attentions).toEqual([]);
    await app.zoom.control.start(zoomIdOf(meeting), ago(300));
    await app.zoom.control.end(zoomIdOf(meeting), ago(200));
    await becomes(app, meeting, { status: "scheduled" });
    await closes(meeting);
    await becomes(app, meeting, { ...missed, attentions: ["no-contact"] });
    const patient = { ...appointment.patient, email: email() };
    const { startTime } = await service.meetings.get({ meetingId: meeting.id });
    await service.lifecycle.appointmentChanged({ appointment: again(appointment, { patient, startTime }) });
    await becomes(app, meeting, { ...missed, attentions: [] });
  });

  test.each([
    ["stays to be reached where the visit is made again without one", {}, ["no-contact"]],
    ["can be reached where it is made again with one", { participantEmail: email() }, []],
  ])("%s", async (_, address, attentions) => {
    const { service, appointment, meeting } = await aVisitOf(withoutAddress());
    await closes(meeting);
    await becomes(app, meeting, { ...missed, attentions: ["no-contact"] });
    const { id: appointmentId, doctor } = appointment;
    const { participantEmail, ...booking } = aBooking({ appointmentId, hostEmail: doctor.email });
    const made = await service.meetings.create({ ...booking, ...address, startTime: minutesFromNow(60) });
    expect(made).toMatchObject({ status: "scheduled", attentions });
  });

  test("is said where nobody came, too", async () => {
    const { meeting } = await aVisitOf(withoutAddress());
    await closes(meeting);
    await becomes(app, meeting, { ...missed, attentions: ["no-contact"] });
  });
});

describe.concurrent("nobody has to be reached", () => {
  test("where the link was handed over to a patient without an address", async () => {
    const { meeting } = await aVisitOf(withoutAddress());
    await linkOf(app, meeting);
    await closes(meeting);
    await becomes(app, meeting, { status: "missed", outcome: "both_absent", attentions: [] });
  });

  test("where the patient has an address, though the link was not sent", async () => {
    const { meeting } = await aVisitOf({ ...withoutAddress(), email: email() });
    await closes(meeting);
    await becomes(app, meeting, { ...missed, attentions: [] });
  });
});

test("a message about a visit in the archive, without a usable address, is taken like any other", async () => {
  const { service, appointment, meeting } = await aVisitOf({ ...withoutAddress(), email: "none" });
  await makeOld(app, meeting.id, "missed");
  await archive(app, meeting.id);
  const { startTime } = await service.meetings.get({ meetingId: meeting.id });
  const repeated = await service.lifecycle.appointmentChanged({
    appointment: again(appointment, { startTime }),
  });
  expect(repeated.meeting).toMatchObject({ id: meeting.id, attentions: ["no-contact"] });
});
