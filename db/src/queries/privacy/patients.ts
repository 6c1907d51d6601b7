import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, Encrypted, PersonKey, Readable, Sealed } from "../../schema.ts";
import { type ReadAppointment, selectAppointments } from "../appointments/appointments.ts";
import { personKey, unsealable, unsealableOrNull } from "../people/person-keys.ts";

/** A person to whom the clinic owes an answer about their data. */
export interface Patient {
  id: string;
  name: Readable | null;
  email: Readable | null;
  keyId: string;
  /** A doctor of any visit: their visits are their patients' too. */
  isDoctor: boolean;
}

/** The person whom the platform knows by this id, held until the transaction ends. */
export async function lockPatient(
  trx: Transaction<Database>,
  externalId: string,
): Promise<Patient | undefined> {
  const locked = await trx
    .selectFrom("persons")
    .select("id")
    .where("external_id", "=", externalId)
    .forUpdate()
    .executeTakeFirst();
  return locked && findPatient(trx, externalId);
}

export const findPatient = (db: Db, externalId: string): Promise<Patient | undefined> =>
  db
    .selectFrom("persons")
    .innerJoin("person_keys as keys", "keys.person_id", "persons.id")
    .select(["persons.id", "keys.key_id as keyId"])
    .select([
      unsealableOrNull("persons.name").as("name"),
      unsealableOrNull("persons.email").as("email"),
      sql<boolean>`exists (select from appointments a where a.doctor_id = persons.id)
        or exists (select from participants t where t.person_id = persons.id and t.kind = 'doctor')
        or exists (select from participants_archive t where t.person_id = persons.id and t.kind = 'doctor')`.as(
        "isDoctor",
      ),
    ])
    .where("persons.external_id", "=", externalId)
    .executeTakeFirst();

/** Names and addresses that were said of somebody with their bookings. */
export async function saidOf(
  db: Db,
  personId: string,
): Promise<{ id: string; name: Readable | null; email: Readable | null }[]> {
  const { rows } = await sql<{ id: string; name: Readable | null; email: Readable | null }>`
    select id, ${unsealableOrNull("name")} as name, ${unsealableOrNull("email")} as email from (
      select id, person_id, name, email from participants
      union all select id, person_id, name, email from participants_archive) said
    where person_id = ${personId}::uuid and num_nonnulls(name, email) > 0`.execute(db);
  return rows;
}

/** When the person with this hash of their id was erased; undefined when none was. */
export async function erasedAt(db: Db, erasedIdHashes: readonly Buffer[]): Promise<Date | undefined> {
  const row = await db
    .selectFrom("person_keys")
    .select("destroyed_at")
    .where("erased_id_hash", "in", erasedIdHashes)
    .orderBy("destroyed_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.destroyed_at ?? undefined;
}

/** The first visit or appointment of theirs that is not over, and how many there are. */
export async function unfinishedVisits(
  trx: Transaction<Database>,
  personId: string,
): Promise<{ count: number; next: Date | null }> {
  const { rows } = await sql<{ count: number; next: Date | null }>`
    select count(*)::integer as count, min(start_time) as next from (
      select m.start_time from zoom_meetings m
      where (m.evaluate_at is not null or m.status = 'started' or (m.status not in ('cancelled', 'missed')
          and m.start_time + make_interval(mins => m.duration) > clock_timestamp()))
        and (exists (select from participants t
            where t.meeting_id = m.id and t.person_id = ${personId}::uuid and t.removed_at is null)
          or exists (select from appointments a where a.id = m.appointment_id and a.patient_id = ${personId}::uuid))
      union all
      select a.start_time from appointments a
      where a.patient_id = ${personId}::uuid and a.source_status in ('PENDING', 'CONFIRMED')
        and a.start_time + make_interval(mins => a.duration) > clock_timestamp()
        and not exists (select from zoom_meetings m where m.appointment_id = a.id)
    ) unfinished`.execute(trx);
  return rows[0] ?? { count: 0, next: null };
}

/** A meeting in which somebody takes or took part, live or archived, with what it says of its patient. */
export interface MeetingOfPerson {
  id: string;
  appointment_id: string;
  table: "zoom_meetings" | "zoom_meetings_archive";
  topic: Readable;
  patient_id: string;
  patient_key: PersonKey | null;
  zoom_ids: string[];
}

export async function meetingsOfPerson(
  trx: Transaction<Database>,
  personId: string,
): Promise<MeetingOfPerson[]> {
  const meetingsIn = async (table: MeetingOfPerson["table"], suffix: "" | "_archive") => {
    const { rows } = await sql<MeetingOfPerson>`
      select m.id, m.appointment_id, ${table}::text as "table", ${unsealable("m.topic")} as topic, a.patient_id,
        ${personKey("a.patient_id")} as patient_key,
        array(select r.zoom_meeting_id from ${sql.table(`zoom_references${suffix}`)} r
          where r.meeting_id = m.id) as zoom_ids
      from ${sql.table(table)} m join appointments a on a.id = m.appointment_id
      where a.patient_id = ${personId}::uuid or exists (
        select from ${sql.table(`participants${suffix}`)} t where t.meeting_id = m.id and t.person_id = ${personId}::uuid)
      order by m.id`.execute(trx);
    return rows;
  };
  return [
    ...(await meetingsIn("zoom_meetings", "")),
    ...(await meetingsIn("zoom_meetings_archive", "_archive")),
  ];
}

/** Writes topics and contents of messages in another form. */
export async function rewriteTopics(
  trx: Transaction<Database>,
  topics: readonly { id: string; table: MeetingOfPerson["table"]; topic: Encrypted | Sealed }[],
): Promise<void> {
  for (const [table, rows] of Map.groupBy(topics, (row) => row.table)) {
    await sql`
      update ${sql.table(table)} m set topic = v.topic
      from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ topic }) => topic)}::text[]) v (id, topic)
      where m.id = v.id`.execute(trx);
  }
}

/** The appointments with these ids. */
export const appointmentsNamed = (
  trx: Transaction<Database>,
  ids: readonly string[],
): Promise<ReadAppointment[]> =>
  selectAppointments(trx).where("id", "=", sql<string>`any(${ids}::uuid[])`).orderBy("id").execute();

/** Appointments of this patient, and those named. */
export const appointmentsOfPerson = (
  trx: Transaction<Database>,
  personId: string,
  ids: readonly string[],
): Promise<ReadAppointment[]> =>
  selectAppointments(trx)
    .where((where) =>
      where.or([where("patient_id", "=", personId), where("id", "=", sql<string>`any(${ids}::uuid[])`)]),
    )
    .orderBy("id")
    .execute();
