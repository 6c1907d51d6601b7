import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { NewAccess } from "../../schema.ts";

export async function insertAccess(db: Db, access: NewAccess): Promise<void> {
  await db.insertInto("access_log").values(access).execute();
}

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
