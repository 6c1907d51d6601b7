import { sql } from "kysely";
import type { Db } from "../../client.ts";
import { executePrepared } from "../../prepared.ts";
import type { AccessRow } from "../../schema.ts";

/** The database stamps `at` and `xid`. */
export type NewAccess = Omit<AccessRow, "at" | "xid" | "clinic_id">;

/** Writes rows of the access log together, in one statement. */
export async function insertAccess(db: Db, rows: readonly NewAccess[]): Promise<void> {
  await executePrepared(db, {
    name: "insert_access",
    text: insertSql,
    values: [
      rows.map(({ id }) => id),
      rows.map(({ action }) => action),
      rows.map(({ decision }) => decision),
      rows.map(({ reason }) => reason),
      rows.map(({ actor }) => actor),
      rows.map(({ actor_role }) => actor_role),
      rows.map(({ meeting_id }) => meeting_id),
      rows.map(({ meeting_ids }) => meeting_ids && arrayText(meeting_ids)),
      rows.map(({ appointment_id }) => appointment_id),
      rows.map(({ persons }) => arrayText(persons)),
      rows.map(({ hands_over }) => hands_over),
      rows.map(({ participant_id }) => participant_id),
      rows.map(({ link_id }) => link_id),
      rows.map(({ request_id }) => request_id),
      rows.map(({ device }) => device),
      rows.map(({ seal }) => seal),
    ],
  });
}

/** Of ids and kinds, which need no quotes: unnest would flatten a list of lists. */
const arrayText = (words: readonly string[]) => `{${words.join(",")}}`;

const insertSql = `
  insert into access_log (id, action, decision, reason, actor, actor_role, meeting_id, meeting_ids, appointment_id, persons,
    hands_over, participant_id, link_id, request_id, device, seal)
  select id, action, decision, reason, actor, actor_role, meeting_id, meeting_ids::uuid[], appointment_id, persons::text[],
    hands_over, participant_id, link_id, request_id, device, seal
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::uuid[],
    $10::text[], $11::boolean[], $12::uuid[], $13::uuid[], $14::text[], $15::text[], $16::bytea[])
  as given (id, action, decision, reason, actor, actor_role, meeting_id, meeting_ids, appointment_id, persons, hands_over,
    participant_id, link_id, request_id, device, seal)`;

/** The action that stands for somebody going on from their link to Zoom. */
export const redirectAction = "links.redirect";

/**
 * The newest sign that somebody who can open the room went in and that no end of a session followed: a host's redirect
 * since `since`, or Zoom's refusal to delete the meeting since it runs. Null where there is none.
 */
export async function openEntryAt(
  db: Db,
  { id, zoom_meeting_id }: { id: string; zoom_meeting_id: string | null },
  since: Date,
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(entry.at) as at from (
      select l.at from access_log l join participants p on p.id = l.participant_id
      where l.meeting_id = ${id} and l.action = ${redirectAction} and l.decision = 'allowed' and p.role = 'host'
        and l.at >= ${since}
      union all
      select found_running_at from zoom_references
      where zoom_meeting_id = ${zoom_meeting_id} and state = 'current' and found_running_at is not null
    ) entry
    where not exists (
        select from meeting_sessions s where s.meeting_id = ${id} and s.ended_at > entry.at)
      and not exists (
        select from zoom_meetings m where m.id = ${id} and m.declared_ended_at > entry.at)`.execute(db);
  return rows[0]?.at ?? null;
}

/** When somebody last went through a link of this meeting since `since`; null when nobody did. */
export async function lastRedirectSince(db: Db, meetingId: string, since: Date): Promise<Date | null> {
  const row = await db
    .selectFrom("access_log")
    .select((select) => select.fn.max("at").as("at"))
    .where("meeting_id", "=", meetingId)
    .where("action", "=", redirectAction)
    .where("decision", "=", "allowed")
    .where("at", ">=", since)
    .executeTakeFirst();
  return row?.at ?? null;
}
