import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, PersonKey, Readable } from "../../schema.ts";

/**
 * SQL for a sealed column together with its wrapped key: who reads it needs no other round trip, and after an erasure
 * there is nothing left to read it with. A text under the deployment's key stays as it is.
 */
export const unsealableSql = (column: string): string =>
  `${column} || coalesce('~' || (
    select k.wrapped from person_keys k where k.key_id = split_part(${column}, '.', 1)), '')`;

export const unsealable = (column: string): RawBuilder<Readable> => sql.raw<Readable>(unsealableSql(column));

export const unsealableOrNull = (column: string): RawBuilder<Readable | null> =>
  sql.raw<Readable | null>(unsealableSql(column));

/** The key of the person with this id; null when they have none, or it was destroyed. */
export const personKey = (personId: string): RawBuilder<PersonKey | null> =>
  sql.raw<PersonKey | null>(
    `(select k.key_id || '~' || k.wrapped from person_keys k where k.person_id = ${personId})`,
  );

/** The key that this person's data is sealed with; null once they are erased. */
export async function findPersonKey(db: Db, personId: string): Promise<PersonKey | null> {
  const row = await db
    .selectFrom("person_keys as keys")
    .select(personKey("keys.person_id").as("key"))
    .where("keys.person_id", "=", personId)
    .executeTakeFirst();
  return row?.key ?? null;
}

/** The key of an appointment's present patient. */
export async function findPatientKey(
  trx: Transaction<Database>,
  appointmentId: string,
): Promise<PersonKey | null> {
  const row = await trx
    .selectFrom("appointments")
    .select(personKey("appointments.patient_id").as("key"))
    .where("id", "=", appointmentId)
    .executeTakeFirst();
  return row?.key ?? null;
}

/** The key of the present patient of a meeting, live or archived. */
export async function findPatientKeyOfMeeting(db: Db, meetingId: string): Promise<PersonKey | null> {
  const { rows } = await sql<{ key: PersonKey | null }>`
    select ${personKey("a.patient_id")} as key from appointments a where a.id in (
      select appointment_id from zoom_meetings where id = ${meetingId}::uuid
      union all select appointment_id from zoom_meetings_archive where id = ${meetingId}::uuid)`.execute(db);
  return rows[0]?.key ?? null;
}
