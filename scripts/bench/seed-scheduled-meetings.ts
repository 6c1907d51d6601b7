import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Db, PersonKey } from "@patientcare/zoom-db";
import { encryption } from "./start-service.ts";

const doctors = 100;
const rowsAtOnce = 500;
const daysAhead = 30;
const firstZoomId = 80_000_000_000;

export type SeededMeeting = { id: string; doctor: Doctor };
type Doctor = {
  person: ReturnType<typeof aPerson>;
  personId: string;
  sub: string;
  email: string;
  key: PersonKey;
};

/** Scheduled meetings of the coming weeks, each with its patient and with both links issued. */
export async function seedScheduledMeetings(db: Db, count: number): Promise<SeededMeeting[]> {
  const aDoctor = (index: number): Doctor => {
    const [personId, sub, email] = [randomUUID(), `doctor-${index}`, `doctor-${index}@clinic.example`];
    const person = aPerson(personId, sub, "Dr. Ada Moreau", email);
    return { person, personId, sub, email, key: person.key };
  };
  const first = aDoctor(0);
  const staff = [first, ...Array.from({ length: doctors - 1 }, (_, index) => aDoctor(index + 1))];
  await insertPeople(
    db,
    staff.map(({ person }) => person),
  );
  const seeded: SeededMeeting[] = [];
  for (let from = 0; from < count; from += rowsAtOnce) {
    const visits = Array.from({ length: Math.min(rowsAtOnce, count - from) }, (_, offset) =>
      aVisit(from + offset, staff.at((from + offset) % doctors) ?? first),
    );
    await insertVisits(db, visits);
    seeded.push(...visits.map(({ meeting, doctor }) => ({ id: meeting.id, doctor })));
  }
  return seeded;
}

type Visit = ReturnType<typeof aVisit>;

async function insertPeople(db: Db, people: readonly ReturnType<typeof aPerson>[]): Promise<void> {
  await db
    .insertInto("persons")
    .values(people.map(({ row }) => row))
    .execute();
  await db
    .insertInto("person_keys")
    .values(people.map(({ row, keyId, wrapped }) => ({ person_id: row.id, key_id: keyId, wrapped })))
    .execute();
}

async function insertVisits(db: Db, visits: readonly Visit[]): Promise<void> {
  const all = <Part>(part: (visit: Visit) => Part) => visits.map(part);
  await db.transaction().execute(async (trx) => {
    await insertPeople(
      trx,
      all(({ patient }) => patient),
    );
    await trx
      .insertInto("appointments")
      .values(all(({ appointment }) => appointment))
      .execute();
    await trx
      .insertInto("zoom_meetings")
      .values(all(({ meeting }) => meeting))
      .execute();
    await trx
      .insertInto("participants")
      .values(visits.flatMap(({ participants }) => participants))
      .execute();
    await trx
      .insertInto("join_links")
      .values(visits.flatMap(({ links }) => links))
      .execute();
  });
}

function aVisit(index: number, doctor: Doctor) {
  const [id, appointmentId, patientId] = [randomUUID(), randomUUID(), randomUUID()];
  const slot = {
    start_time: new Date(Date.now() + (daysAhead * 24 * 60 + index) * 60_000),
    duration: 30,
    timezone: "Europe/Berlin",
  };
  const inMeeting = (column: string, text: string) =>
    encryption.encrypt({ record: "zoom_meetings", column, id }, text);
  const patientEmail = `patient-${index}@home.example`;
  const patient = aPerson(patientId, `patient-${index}`, "Sam Rivers", patientEmail);
  const topicPlace = { record: "zoom_meetings", column: "topic", id };
  const people = [
    {
      ...aParticipant(doctor.key, "Dr. Ada Moreau", doctor.email),
      person_id: doctor.personId,
      kind: "doctor" as const,
      role: "host" as const,
    },
    {
      ...aParticipant(patient.key, "Sam Rivers", patientEmail),
      person_id: patientId,
      kind: "patient" as const,
      role: "participant" as const,
    },
  ];
  return {
    doctor,
    patient,
    appointment: {
      id: appointmentId,
      status: "CONFIRMED" as const,
      source_status: "CONFIRMED" as const,
      type: "ONLINE" as const,
      ...slot,
      doctor_id: doctor.personId,
      patient_id: patientId,
    },
    meeting: {
      id,
      appointment_id: appointmentId,
      zoom_meeting_id: String(firstZoomId + index),
      topic: encryption.seal(patient.key, topicPlace, "Follow-up after the first examination"),
      ...slot,
      join_url: inMeeting("join_url", `https://zoom.example/j/${firstZoomId + index}`),
      password: inMeeting("password", "h7Kq2mZx9B"),
      status: "scheduled" as const,
      host_email: doctor.email,
      marker: `${id.replaceAll("-", "")}-default`,
      synced_revision: 1,
    },
    participants: people.map((person) => ({ ...person, meeting_id: id })),
    links: people.map((person) => aLink(id, person.id)),
  };
}

/** As the booking names them. */
function aParticipant(key: PersonKey, name: string, email: string) {
  const id = randomUUID();
  const sealed = (column: string, text: string) =>
    encryption.seal(key, { record: "participants", column, id }, text);
  return { id, name: sealed("name", name), email: sealed("email", email) };
}

function aLink(meetingId: string, participantId: string) {
  const id = randomUUID();
  const token = randomBytes(16).toString("base64url");
  return {
    id,
    meeting_id: meetingId,
    participant_id: participantId,
    token_hash: createHash("sha256").update(token).digest(),
    token: encryption.encrypt({ record: "join_links", column: "token", id }, token),
  };
}

function aPerson(id: string, externalId: string, name: string, email: string) {
  const { keyId, wrapped, key } = encryption.newPersonKey();
  const sealed = (column: string, text: string) =>
    encryption.seal(key, { record: "persons", column, id }, text);
  const row = {
    id,
    external_id: externalId,
    email_hash: encryption.emailHash(email),
    name: sealed("name", name),
    email: sealed("email", email),
  };
  return { row, keyId, wrapped, key };
}
