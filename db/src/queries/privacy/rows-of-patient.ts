import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Database } from "../../schema.ts";
import { archivedTables } from "../archive/archived-tables.ts";
import { unsealableOrNull } from "../people/person-keys.ts";

/** How the rows of a table are found that belong to a patient. */
export type RowsOf = "person" | "appointment" | "meeting" | "participant" | "zoom-meeting" | "access";

interface Reading {
  table: string;
  rows: RowsOf;
  columns: { clear: readonly string[]; sealed: readonly string[] };
}

/** The rows of one table that belong to a patient, live and archived; what is sealed comes with the key to it. */
export async function rowsOfPatient(
  trx: Transaction<Database>,
  { id, keyId }: { id: string; keyId: string },
  { table, rows, columns }: Reading,
): Promise<Record<string, unknown>[]> {
  const isArchived = archivedTables.some((name) => name === table);
  const found: Record<string, unknown>[] = [];
  for (const place of isArchived ? (["", "_archive"] as const) : ([""] as const)) {
    const selected = [
      ...columns.clear.map((name) => sql`t.${sql.ref(name)}`),
      ...columns.sealed.map((name) => sql`${unsealableOrNull(`t.${name}`)} as ${sql.ref(name)}`),
    ];
    const result = await sql<Record<string, unknown>>`
      select ${sql.join(selected)} from ${sql.table(`${table}${place}`)} t
      where ${conditionOf(table, rows, { id, keyId }, place)} order by 1`.execute(trx);
    found.push(...result.rows);
  }
  return found;
}

function conditionOf(
  table: string,
  rows: RowsOf,
  { id, keyId }: { id: string; keyId: string },
  place: "" | "_archive",
): RawBuilder<unknown> {
  const theirAppointments = sql`select a.id from appointments a where a.patient_id = ${id}::uuid`;
  const theirMeetings = (suffix: string) => sql`
    select m.id from ${sql.table(`zoom_meetings${suffix}`)} m where m.appointment_id in (${theirAppointments})`;
  const allTheirMeetings = sql`${theirMeetings("")} union all ${theirMeetings("_archive")}`;
  switch (rows) {
    case "person":
      return table === "persons" ? sql`t.id = ${id}::uuid` : sql`t.person_id = ${id}::uuid`;
    case "appointment":
      return sql`t.patient_id = ${id}::uuid`;
    case "meeting":
      return table === "zoom_meetings"
        ? sql`t.appointment_id in (${theirAppointments})`
        : sql`t.meeting_id in (${allTheirMeetings})`;
    case "access":
      return sql`t.meeting_id in (${allTheirMeetings}) or t.appointment_id in (${theirAppointments})
        or t.meeting_ids && array(${allTheirMeetings})`;
    case "participant":
      return table === "participants"
        ? sql`t.person_id = ${id}::uuid`
        : sql`t.participant_id in (
            select p.id from ${sql.table(`participants${place}`)} p where p.person_id = ${id}::uuid)`;
    case "zoom-meeting":
      return sql`split_part(t.body, '.', 1) = ${keyId} and t.zoom_meeting_id in (
        select r.zoom_meeting_id from ${sql.table(`zoom_references${place}`)} r where r.meeting_id in (${allTheirMeetings}))`;
  }
}
