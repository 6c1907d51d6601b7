import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { people } from "../support/tokens.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

test("meetings that are read at the same time reach each caller as their own, and each reading is on record", async () => {
  const service = await app.as("service");
  const meetings = await Promise.all(
    Array.from({ length: 6 }, async (_, index) => {
      const doctor = {
        role: "doctor",
        sub: `doctor-of-${index}`,
        email: `d${index}@clinic.example`,
      } as const;
      const appointment = anAppointment({
        startTime: minutesFromNow(60),
        topic: `Visit ${index}`,
        doctor: { id: doctor.sub, email: doctor.email },
      });
      const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
      return { id: meeting?.id ?? "", appointmentId: appointment.id, doctor, topic: `Visit ${index}` };
    }),
  );
  const asked = meetings.flatMap(({ doctor }) => meetings.map((meeting) => ({ doctor, meeting })));
  const answers = await Promise.all(
    asked.flatMap(({ doctor, meeting }) => [
      app.as(doctor).then((reader) => read(reader.meetings.get({ meetingId: meeting.id }))),
      app
        .as(doctor)
        .then((reader) => read(reader.meetings.getByAppointment({ appointmentId: meeting.appointmentId }))),
    ]),
  );
  const expected = asked.flatMap(({ doctor, meeting }) => {
    const answer = meeting.doctor === doctor ? meeting.topic : "MEETING_NOT_FOUND";
    return [answer, answer];
  });
  expect(answers).toEqual(expected);

  const rows = await app.server.deps.db
    .selectFrom("access_log")
    .select(["decision", "actor", "meeting_id"])
    .where("action", "=", "meetings.get")
    .execute();
  const allowed = rows.filter((row) => row.decision === "allowed");
  expect(allowed.map((row) => [row.actor, row.meeting_id]).sort()).toEqual(
    meetings.map(({ doctor, id }) => [doctor.sub, id]).sort(),
  );
  expect(rows.length - allowed.length).toBe(asked.length - meetings.length);
});

test("a person without an id at the platform is known by e-mail, one with an id by that alone", async () => {
  const service = await app.as("service");
  const email = `${randomUUID()}@home.example`;
  const meeting = await service.meetings.create(
    aBooking({ hostEmail: `${randomUUID()}@clinic.example`, participantEmail: email }),
  );
  const namesake = { ...people.patient, email, sub: "somebody-new" };
  const { meeting: known } = await service.lifecycle.appointmentChanged({
    appointment: anAppointment({
      startTime: minutesFromNow(300),
      patient: { id: "patient-9", email },
    }),
  });
  const reader = await app.as(namesake);
  expect(await read(reader.meetings.get({ meetingId: meeting.id }))).toBe("Follow-up");
  expect(await read(reader.meetings.get({ meetingId: known?.id ?? "" }))).toBe("MEETING_NOT_FOUND");
});

const read = async (call: Promise<{ topic: string }>): Promise<string> => {
  const refusal = await refusalOf(call);
  return refusal ? refusal.reason : (await call).topic;
};
