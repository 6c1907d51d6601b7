import { type Insertable, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, SessionRow } from "../../schema.ts";

/** Writes what is known of each running of a meeting; returns their ids. */
export async function saveSessions(
  trx: Transaction<Database>,
  sessions: readonly Insertable<Database["meeting_sessions"]>[],
): Promise<Pick<SessionRow, "id" | "meeting_id" | "zoom_uuid">[]> {
  if (sessions.length === 0) return [];
  return trx
    .insertInto("meeting_sessions")
    .values(sessions)
    .onConflict((conflict) =>
      conflict.columns(["meeting_id", "zoom_uuid"]).doUpdateSet({
        slot_start: sql.ref("excluded.slot_start"),
        started_at: sql.ref("excluded.started_at"),
        ended_at: sql.ref("excluded.ended_at"),
        heard_at: sql.ref("excluded.heard_at"),
        complete: sql.ref("excluded.complete"),
        end_assumed: sql.ref("excluded.end_assumed"),
      }),
    )
    .returning(["id", "meeting_id", "zoom_uuid"])
    .execute();
}

/** The newest session of one Zoom meeting, as far as it is known. */
export const newestSessionOf = (
  db: Db,
  zoomMeetingId: string,
): Promise<Pick<SessionRow, "zoom_uuid" | "started_at" | "ended_at"> | undefined> =>
  db
    .selectFrom("meeting_sessions")
    .select(["zoom_uuid", "started_at", "ended_at"])
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .orderBy(sql`coalesce(started_at, ended_at, created_at)`, "desc")
    .limit(1)
    .executeTakeFirst();

/** The sessions of a meeting, wherever they lie: with the live ones or in the archive. */
export const sessionsOf = (db: Db, meetingId: string): Promise<SessionRow[]> =>
  db
    .selectFrom("meeting_sessions")
    .select(sessionColumns)
    .where("meeting_id", "=", meetingId)
    .unionAll(
      db.selectFrom("meeting_sessions_archive").select(sessionColumns).where("meeting_id", "=", meetingId),
    )
    .orderBy("started_at")
    .execute();

const sessionColumns = [
  "id",
  "clinic_id",
  "meeting_id",
  "zoom_meeting_id",
  "zoom_uuid",
  "slot_start",
  "started_at",
  "ended_at",
  "heard_at",
  "complete",
  "end_assumed",
  "created_at",
] as const;
