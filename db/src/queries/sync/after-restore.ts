import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { MeetingRow } from "../../schema.ts";

/** The last moment that the database knew of when it was found restored; null when it never was. */
export async function readRestoredFrom(db: Db): Promise<Date | null> {
  const row = await db.selectFrom("feed_epoch").select("restored_from").executeTakeFirst();
  return row?.restored_from ?? null;
}

/** Every Zoom user that may hold meetings of ours. */
export async function hostsEverUsed(db: Db): Promise<string[]> {
  const { rows } = await sql<{ host: string }>`
    select host_email as host from zoom_meetings
    union select zoom_host from zoom_meetings where zoom_host is not null
    union select host from zoom_references
    union select host from zoom_attempts
    union select host_email from zoom_meetings_archive
    union select host from zoom_references_archive
    union select host from zoom_attempts_archive
    order by 1`.execute(db);
  return rows.map(({ host }) => host);
}

export type KnownMeeting = Pick<MeetingRow, "id" | "appointment_id" | "generation">;

/** The live meetings, for their markers of any generation. */
export const knownMeetings = (db: Db): Promise<KnownMeeting[]> =>
  db.selectFrom("zoom_meetings").select(["id", "appointment_id", "generation"]).execute();

/** True where no call about this Zoom user was ever sent, and the database was restored within the last quarter. */
export async function isNewHostAfterRestore(db: Db, host: string): Promise<boolean> {
  const { rows } = await sql<{ unseen: boolean }>`
    select exists (select from feed_epoch where restored_from > clock_timestamp() - interval '90 days')
      and not exists (select from zoom_attempts where host = ${host})
      and not exists (select from zoom_attempts_archive where host = ${host}) as unseen`.execute(db);
  return rows[0]?.unseen ?? false;
}

/** Every meeting that is wanted at Zoom is compared with it again. */
export async function makeWantedDue(db: Db): Promise<void> {
  await db
    .updateTable("zoom_meetings")
    .set({ next_attempt_at: sql`least(next_attempt_at, clock_timestamp())` })
    .where("status", "in", ["pending", "scheduled", "started"])
    .execute();
}
