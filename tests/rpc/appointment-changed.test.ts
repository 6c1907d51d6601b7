import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { pass } from "../links/visit-a-link.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { aDoctor } from "./meeting-in.ts";
import { again, aPerson, emailOf, given, openPlatform, stateOf } from "./open-platform.ts";

const platform = openPlatform();
const { atZoom, confirmed, linkOf, tell } = platform;

describe.concurrent("which word holds", () => {
  test("an older word changes nothing", async () => {
    const { appointment, meeting } = await confirmed();
    const older = { ...again(appointment, { status: "CANCELLED" }), updatedAt: new Date(0 + 1e12) };
    expect(await tell(older)).toMatchObject({
      id: meeting.id,
      status: "scheduled",
      appointmentStatus: "CONFIRMED",
    });
  });

  test("the same word again changes nothing, also after staff moved the visit", async () => {
    const { appointment, meeting } = await confirmed();
    const startTime = minutesFromNow(400);
    await platform.service.meetings.update({ meetingId: meeting.id, startTime });
    expect(await tell(appointment)).toMatchObject({ startTime, status: "scheduled", attention: null });
  });

  test("of two contents of one time the same one holds, whichever came first, until a newer one comes", async () => {
    const contents = [{ duration: 45 }, { topic: "Results" }] as const;
    const ends = [];
    for (const order of [
      [0, 1],
      [1, 0],
      [0, 1, 0],
      [1, 0, 1],
      [1, 1, 0],
    ] as const) {
      const first = given({ startTime: minutesFromNow(120) });
      const known = { ...first, id: randomUUID(), doctor: aPerson() };
      await tell(known);
      for (const which of order) await tell(again({ ...known, ...contents[which] }));
      const end = await platform.service.meetings.getByAppointment({ appointmentId: known.id });
      expect(end).toMatchObject({ status: "scheduled", attention: "source-conflict" });
      ends.push({ duration: end.duration, topic: end.topic });
      const newer = again(again(known, { duration: 20 }));
      expect(await tell(newer)).toMatchObject({ duration: 20, topic: "Follow-up", attention: null });
    }
    expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(2);
  });

  test("a cancellation of the same time wins both ways", async () => {
    const { appointment } = await confirmed();
    const cancelled = await tell({ ...appointment, status: "CANCELLED" });
    expect(cancelled).toMatchObject({ status: "cancelled", attention: null });
    expect(await tell(appointment)).toMatchObject({ status: "cancelled", attention: null });
  });

  test("a conflict that comes while Zoom is still called stays marked", async () => {
    const appointment = given();
    const match = { host: emailOf(appointment), method: "POST" };
    await platform.app.zoom.control.addFault({ match, kind: "delay", delayMs: 800 });
    const first = tell(appointment);
    await eventually(async () =>
      platform.service.meetings.getByAppointment({ appointmentId: appointment.id }),
    );
    await tell({ ...appointment, duration: 45 });
    const { id } = (await first) ?? { id: "" };
    await eventually(async () =>
      expect(await platform.service.meetings.get({ meetingId: id })).toMatchObject({
        status: "scheduled",
        attention: "source-conflict",
      }),
    );
  });
});

describe.concurrent("a confirmed appointment", () => {
  test("of which nothing was known becomes a visit of its doctor and its patient", async () => {
    const { appointment, meeting } = await confirmed({ topic: undefined, timezone: "Europe/Berlin" });
    expect(meeting).toMatchObject({
      status: "scheduled",
      appointmentId: appointment.id,
      appointmentStatus: "CONFIRMED",
      hostEmail: emailOf(appointment),
      participantEmail: appointment.patient.email,
      participantName: "Somebody",
      topic: "Online visit",
      timezone: "Europe/Berlin",
    });
  });

  test("changes only what the platform changed: staff's time stays when the platform renames the visit", async () => {
    const { appointment, meeting } = await confirmed();
    const startTime = minutesFromNow(400);
    await platform.service.meetings.update({ meetingId: meeting.id, startTime, duration: 60 });
    const renamed = again(appointment, { topic: "Results" });
    expect(await tell(renamed)).toMatchObject({ topic: "Results", startTime, duration: 60 });
    const longer = again(renamed, { duration: 45 });
    expect(await tell(longer)).toMatchObject({ topic: "Results", startTime, duration: 45 });
    const moved = again(longer, { startTime: minutesFromNow(500) });
    expect(await tell(moved)).toMatchObject({ startTime: moved.startTime, duration: 45 });
  });

  test("keeps the doctor whom staff chose when the platform speaks of something else", async () => {
    const { appointment, meeting } = await confirmed();
    await platform.service.meetings.cancel({ meetingId: meeting.id });
    const hostEmail = aDoctor();
    const { id: appointmentId, startTime, duration } = appointment;
    await platform.service.meetings.create(
      aBooking({
        appointmentId,
        startTime,
        duration,
        hostEmail,
        participantEmail: appointment.patient.email,
      }),
    );
    expect(await tell(again(appointment, { topic: "Results" }))).toMatchObject({
      topic: "Results",
      hostEmail,
    });
    const theirs = await platform.as("doctor", { id: randomUUID(), email: hostEmail });
    expect(await theirs.meetings.get({ meetingId: meeting.id })).toMatchObject({ hostEmail });
  });

  test("keeps the doctor whom staff chose when it comes back at another time, but for one whom the platform changes", async () => {
    const { appointment, meeting } = await confirmed({ startTime: minutesFromNow(120) });
    await platform.service.meetings.cancel({ meetingId: meeting.id });
    const { id: appointmentId, startTime, duration } = appointment;
    const chosen = { hostEmail: aDoctor(), participantEmail: appointment.patient.email };
    await platform.service.meetings.create(aBooking({ appointmentId, startTime, duration, ...chosen }));
    await platform.service.meetings.cancel({ meetingId: meeting.id });
    const moved = again(appointment, { startTime: minutesFromNow(240) });
    expect(await tell(moved)).toMatchObject({
      status: "scheduled",
      hostEmail: chosen.hostEmail,
      attention: "source-conflict",
    });
    const doctor = aPerson();
    expect(await tell(again(moved, { doctor }))).toMatchObject({ hostEmail: doctor.email, attention: null });
    const theirs = await platform.as("doctor", doctor);
    expect(await theirs.meetings.get({ meetingId: meeting.id })).toMatchObject({ id: meeting.id });
  });

  test("goes to another doctor: access moves at once, the patient's link stays, and Zoom follows", async () => {
    const { appointment, meeting } = await confirmed({ startTime: minutesFromNow(120) });
    const [host, participant] = [await linkOf(meeting, "host"), await linkOf(meeting, "participant")];
    const doctor = aPerson();
    const moved = await tell(again(appointment, { doctor }));
    expect(moved).toMatchObject({
      id: meeting.id,
      status: "scheduled",
      hostEmail: doctor.email,
      attention: null,
    });
    expect(await stateOf(host)).toBe("revoked");
    expect(await linkOf(meeting, "participant")).toBe(participant);
    const asOld = await platform.as("doctor", appointment.doctor);
    await expect(asOld.meetings.get({ meetingId: meeting.id })).rejects.toMatchObject({
      reason: "MEETING_NOT_FOUND",
    });
    const asNew = await platform.as("doctor", doctor);
    const theirs = await asNew.links.get({ meetingId: meeting.id, role: "host" });
    expect(theirs.url).not.toBe(host);
    await eventually(async () => {
      expect(await atZoom(doctor.email)).toMatchObject([{ id: moved?.zoomMeetingId, deletedAt: null }]);
      expect(await atZoom(emailOf(appointment))).toMatchObject([{ deletedAt: expect.any(String) }]);
    });
  });

  test("goes to another doctor although the patient clicked: without a host nobody is inside", async () => {
    const { appointment, meeting } = await confirmed();
    expect((await pass(await linkOf(meeting, "participant"))).status).toBe(303);
    const doctor = aPerson();
    const moved = await tell(again(appointment, { doctor }));
    expect(moved).toMatchObject({ hostEmail: doctor.email, attention: null });
    await eventually(async () => {
      expect(await atZoom(emailOf(appointment))).toMatchObject([{ deletedAt: expect.any(String) }]);
      expect(await atZoom(doctor.email)).toMatchObject([{ deletedAt: null }]);
    });
  });

  test("goes to another patient: the old link is dead at once, the next one is the new patient's", async () => {
    const { appointment, meeting } = await confirmed();
    const [host, participant] = [await linkOf(meeting, "host"), await linkOf(meeting, "participant")];
    const patient = aPerson();
    const moved = await tell(again(appointment, { patient }));
    expect(moved).toMatchObject({ participantEmail: patient.email, zoomMeetingId: meeting.zoomMeetingId });
    expect(await stateOf(participant)).toBe("revoked");
    expect(await linkOf(meeting, "host")).toBe(host);
    const asNew = await platform.as("patient", patient);
    const theirs = await asNew.links.get({ meetingId: meeting.id, role: "participant" });
    expect(theirs.url).not.toBe(participant);
    const asOld = await platform.as("patient", appointment.patient);
    await expect(asOld.links.get({ meetingId: meeting.id, role: "participant" })).rejects.toMatchObject({
      reason: "MEETING_NOT_FOUND",
    });
  });

  test("names, by their id, the people whom staff named by e-mail: their links stay", async () => {
    const [doctor, patient] = [aPerson(), aPerson()];
    const booking = aBooking({ hostEmail: doctor.email, participantEmail: patient.email });
    const meeting = await platform.service.meetings.create(booking);
    const links = [await linkOf(meeting, "host"), await linkOf(meeting, "participant")];
    const { appointmentId: id, startTime, duration, topic } = booking;
    expect(await tell(given({ id, startTime, duration, topic, doctor, patient }))).toMatchObject({
      zoomMeetingId: meeting.zoomMeetingId,
    });
    expect([await linkOf(meeting, "host"), await linkOf(meeting, "participant")]).toEqual(links);
    const asPatient = await platform.as("patient", patient);
    expect((await asPatient.links.get({ meetingId: meeting.id, role: "participant" })).url).toBe(links[1]);
    const namesake = await platform.as("patient", { ...patient, id: randomUUID() });
    await expect(namesake.meetings.get({ meetingId: meeting.id })).rejects.toMatchObject({
      reason: "MEETING_NOT_FOUND",
    });
  });

  test("whose doctor is taken is never bounced: pending without a host, made when the other visit is cancelled", async () => {
    const { appointment, meeting: first } = await confirmed();
    const { meeting } = await confirmed({ doctor: appointment.doctor });
    expect(meeting).toMatchObject({ status: "pending", attention: "no-host", zoomMeetingId: null });
    await platform.service.meetings.cancel({ meetingId: first.id });
    await eventually(async () =>
      expect(await platform.service.meetings.get({ meetingId: meeting.id })).toMatchObject({
        status: "scheduled",
        attention: null,
      }),
    );
  });

  test("that moves onto a taken slot keeps its meeting and says so, until the slot is free", async () => {
    const other = await confirmed({ startTime: minutesFromNow(200) });
    const { appointment, meeting } = await confirmed({ doctor: other.appointment.doctor });
    const startTime = other.appointment.startTime;
    const moved = await tell(again(appointment, { startTime }));
    expect(moved).toMatchObject({
      status: "scheduled",
      attention: "no-host",
      startTime,
      zoomMeetingId: meeting.zoomMeetingId,
    });
    await tell(again(other.appointment, { startTime: minutesFromNow(300) }));
    await eventually(async () =>
      expect(await platform.service.meetings.get({ meetingId: meeting.id })).toMatchObject({
        attention: null,
      }),
    );
    const taken = aBooking({ hostEmail: emailOf(appointment), startTime });
    await expect(platform.service.meetings.create(taken)).rejects.toMatchObject({ reason: "SLOT_TAKEN" });
  });

  test("that goes to a doctor who is taken then: Zoom follows once they have time", async () => {
    const busy = await confirmed({ startTime: minutesFromNow(200) });
    const { appointment, meeting } = await confirmed({ startTime: minutesFromNow(200) });
    const doctor = busy.appointment.doctor;
    const moved = await tell(again(appointment, { doctor }));
    expect(moved).toMatchObject({ status: "scheduled", attention: "no-host", hostEmail: doctor.email });
    expect(moved?.zoomMeetingId).toBe(meeting.zoomMeetingId);
    await tell(again(busy.appointment, { status: "CANCELLED" }));
    await eventually(async () => {
      const now = await platform.service.meetings.get({ meetingId: meeting.id });
      expect(now).toMatchObject({ status: "scheduled", attention: null });
      expect(now.zoomMeetingId).not.toBe(meeting.zoomMeetingId);
      expect(await atZoom(emailOf(appointment))).toMatchObject([{ deletedAt: expect.any(String) }]);
    });
  });
});
