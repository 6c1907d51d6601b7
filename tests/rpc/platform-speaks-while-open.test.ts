import { describe, expect, test } from "vitest";
import { pass } from "../links/visit-a-link.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { again, aPerson, emailOf, openPlatform, stateOf } from "./open-platform.ts";
import { openRoom, zoomIdOf } from "./open-room.ts";

const platform = openPlatform();
const { atZoom, confirmed, linkOf, tell } = platform;

const { becomes, close, ends, now, unheard } = openRoom(platform);

/** A visit whose room the doctor opened, heard of by us. */
async function running() {
  const story = await confirmed();
  await platform.app.zoom.control.start(zoomIdOf(story.meeting));
  await becomes(story.meeting, { status: "started" });
  return story;
}

describe.concurrent("the room is open and the platform moves the visit", () => {
  test("to another time: it is done as soon as the room closes, and said until then", async () => {
    const { appointment, meeting } = await running();
    const startTime = minutesFromNow(24 * 60);
    const moved = again(appointment, { startTime });
    const waiting = {
      status: "started",
      attention: "changed-while-live",
      startTime: meeting.startTime,
    } as const;
    expect(await tell(moved)).toMatchObject(waiting);
    expect(await tell(again(moved))).toMatchObject(waiting);
    expect(await tell(again(again(moved), { topic: "Results" }))).toMatchObject(waiting);
    await close(meeting);
    await becomes(meeting, { status: "scheduled", attention: null, startTime, topic: "Results" });
    expect(await atZoom(emailOf(appointment))).toMatchObject([{ deletedAt: null }]);
  });

  test("to another doctor: access and host move together, when the room closes", async () => {
    const { appointment, meeting } = await running();
    const host = await linkOf(meeting, "host");
    const participant = await linkOf(meeting, "participant");
    const doctor = aPerson();
    expect(await tell(again(appointment, { doctor }))).toMatchObject({
      attention: "changed-while-live",
      hostEmail: emailOf(appointment),
    });
    expect(await stateOf(host)).toBe("open");
    const asNew = await platform.as("doctor", doctor);
    const refused = { reason: "MEETING_NOT_FOUND" };
    await expect(asNew.meetings.get({ meetingId: meeting.id })).rejects.toMatchObject(refused);
    await close(meeting);
    await becomes(meeting, { status: "scheduled", attention: null, hostEmail: doctor.email });
    expect(await stateOf(host)).toBe("revoked");
    expect(await linkOf(meeting, "participant")).toBe(participant);
    const asOld = await platform.as("doctor", appointment.doctor);
    await expect(asOld.meetings.get({ meetingId: meeting.id })).rejects.toMatchObject(refused);
    expect(await asNew.meetings.get({ meetingId: meeting.id })).toMatchObject({ id: meeting.id });
    await eventually(async () => expect(await atZoom(doctor.email)).toMatchObject([{ deletedAt: null }]));
  });

  test("to another patient: the link changes hands at once, the visit when the room closes", async () => {
    const { appointment, meeting } = await running();
    const former = await linkOf(meeting, "participant");
    const patient = aPerson();
    expect(await tell(again(appointment, { patient }))).toMatchObject({
      attention: "changed-while-live",
      participantEmail: appointment.patient.email,
    });
    expect(await stateOf(former)).toBe("revoked");
    const asOld = await platform.as("patient", appointment.patient);
    const participant = { meetingId: meeting.id, role: "participant" } as const;
    await expect(asOld.links.get(participant)).rejects.toMatchObject({ reason: "MEETING_NOT_FOUND" });
    const theirs = (await (await platform.as("patient", patient)).links.get(participant)).url;
    expect(await linkOf(meeting, "participant")).toBe(theirs);
    await close(meeting);
    await becomes(meeting, { attention: null, participantEmail: patient.email });
    expect(await linkOf(meeting, "participant")).toBe(theirs);
  });

  test("to another patient and back: neither the one nor the other keeps a link of before", async () => {
    const { appointment, meeting } = await running();
    const former = await linkOf(meeting, "participant");
    const other = again(appointment, { patient: aPerson() });
    await tell(other);
    const theirs = await linkOf(meeting, "participant");
    expect(await tell(again(other, { patient: appointment.patient }))).toMatchObject({ attention: null });
    for (const link of [former, theirs]) expect(await stateOf(link)).toBe("revoked");
    const asPatient = await platform.as("patient", appointment.patient);
    const { url } = await asPatient.links.get({ meetingId: meeting.id, role: "participant" });
    expect([former, theirs]).not.toContain(url);
  });

  test("the slot to come is booked meanwhile, and free again when the change is taken back", async () => {
    const { appointment } = await running();
    const startTime = minutesFromNow(300);
    const moved = again(appointment, { startTime });
    await tell(moved);
    const theirs = aBooking({ hostEmail: emailOf(appointment), startTime });
    await expect(platform.service.meetings.create(theirs)).rejects.toMatchObject({ reason: "SLOT_TAKEN" });
    await tell(again(moved, { startTime: appointment.startTime }));
    expect(await platform.service.meetings.create(theirs)).toMatchObject({ status: "scheduled" });
  });

  test("to a slot that is over before the room closes: it is only recorded, and stays to be looked at", async () => {
    const { appointment, meeting } = await running();
    expect(await tell(again(appointment, { startTime: minutesFromNow(-180) }))).toMatchObject({
      attention: "source-conflict",
      startTime: meeting.startTime,
    });
    await close(meeting);
    await becomes(meeting, {
      status: "scheduled",
      attention: "source-conflict",
      startTime: meeting.startTime,
    });
  });

  test("while only the doctor's click is known, Zoom is asked: nobody inside, the change is made at once", async () => {
    const { appointment, meeting } = await unheard();
    const startTime = minutesFromNow(300);
    expect(await tell(again(appointment, { startTime }))).toMatchObject({ attention: null, startTime });
    expect(await atZoom(emailOf(appointment))).toMatchObject([{ id: zoomIdOf(meeting), deletedAt: null }]);
  });
});

describe.concurrent("staff, while somebody may be inside", () => {
  test("drop what waits when they cancel, and Zoom's call is ended for them", async () => {
    const { appointment, meeting } = await running();
    const moved = again(appointment, { startTime: minutesFromNow(300) });
    await tell(moved);
    const staff = await platform.app.as("staff");
    expect(await staff.meetings.cancel({ meetingId: meeting.id })).toMatchObject({
      status: "cancelled",
    });
    await eventually(async () => expect(await atZoom(emailOf(appointment))).toMatchObject([{ live: false }]));
    expect(await ends(zoomIdOf(meeting))).toHaveLength(1);
    expect(await tell(again(moved, { topic: "Results" }))).toMatchObject({
      status: "cancelled",
      attention: "source-conflict",
    });
  });
});

describe.concurrent("staff and the platform", () => {
  test("a visit that staff cancelled stays cancelled when only the topic is new, and comes back at another time", async () => {
    const { appointment, meeting } = await confirmed({ startTime: minutesFromNow(120) });
    await (await platform.app.as("staff")).meetings.cancel({ meetingId: meeting.id });
    const renamed = again(appointment, { topic: "Results" });
    expect(await tell(renamed)).toMatchObject({
      status: "cancelled",
      appointmentStatus: "CANCELLED",
      attention: "source-conflict",
    });
    const moved = again(renamed, { startTime: minutesFromNow(240) });
    expect(await tell(moved)).toMatchObject({ status: "scheduled", attention: null });
  });

  test("a cancelled appointment whose meeting is made again is CONFIRMED for good", async () => {
    const { appointment, meeting } = await confirmed();
    const cancelled = again(appointment, { status: "CANCELLED" });
    await tell(cancelled);
    const { id: appointmentId, startTime, duration } = appointment;
    const people = { hostEmail: emailOf(appointment), participantEmail: appointment.patient.email };
    await platform.service.meetings.create(aBooking({ appointmentId, startTime, duration, ...people }));
    const made = await now(meeting);
    expect(made).toMatchObject({ status: "scheduled", appointmentStatus: "CONFIRMED", attention: null });
    await platform.app.zoom.control.start(zoomIdOf(made));
    await becomes(made, { status: "started", appointmentStatus: "CONFIRMED" });
    await close(made);
    await becomes(made, { status: "scheduled", appointmentStatus: "CONFIRMED" });
    expect(await tell(again(cancelled, { topic: "Results" }))).toMatchObject({
      status: "scheduled",
      appointmentStatus: "CONFIRMED",
      attention: "source-conflict",
    });
  });

  test("a conflict ends when staff make the visit as the platform has it", async () => {
    const { appointment, meeting } = await confirmed({ startTime: minutesFromNow(120) });
    const { startTime } = meeting;
    await platform.service.meetings.update({ meetingId: meeting.id, startTime: minutesFromNow(180) });
    expect(await tell(again(appointment, { topic: "Results" }))).toMatchObject({
      attention: "source-conflict",
    });
    const other = { meetingId: meeting.id, startTime: minutesFromNow(200) };
    expect(await platform.service.meetings.update(other)).toMatchObject({ attention: "source-conflict" });
    expect(await platform.service.meetings.update({ ...other, startTime })).toMatchObject({
      attention: null,
    });
  });
});

describe.concurrent("the right person at the right address", () => {
  test("an address is corrected: the link that was sent to the wrong one is dead at once, the next one stays", async () => {
    for (const without of [false, true]) {
      const { id, ...person } = aPerson();
      const wrong = without ? { ...person, name: `Sam ${person.email}` } : { id, ...person };
      const { appointment, meeting } = await confirmed({ patient: wrong as ReturnType<typeof aPerson> });
      const link = await linkOf(meeting, "participant");
      const patient = { ...appointment.patient, email: aPerson().email };
      const corrected = again(appointment, { patient });
      expect(await tell(corrected)).toMatchObject({ participantEmail: patient.email, attention: null });
      expect(await stateOf(link)).toBe("revoked");
      expect((await pass(link)).status).toBe(410);
      const next = await linkOf(meeting, "participant");
      expect(next).not.toBe(link);
      await tell(again(corrected, { topic: "Results" }));
      expect(await linkOf(meeting, "participant")).toBe(next);
    }
  });

  test("the address is corrected while the room is open, or in a message that cancels: the link is dead all the same", async () => {
    const { appointment, meeting } = await running();
    const link = await linkOf(meeting, "participant");
    const patient = { ...appointment.patient, email: aPerson().email };
    await tell(again(appointment, { patient }));
    expect(await stateOf(link)).toBe("revoked");
    const next = await linkOf(meeting, "participant");
    await close(meeting);
    await becomes(meeting, { participantEmail: patient.email, attention: null });
    expect(await linkOf(meeting, "participant")).toBe(next);
    const later = { ...patient, email: aPerson().email };
    const cancelled = again(again(appointment, { status: "CANCELLED", patient: later }));
    await tell(cancelled);
    await tell(again(cancelled, { status: "CONFIRMED" }));
    expect(await stateOf(next)).toBe("revoked");
  });
});
