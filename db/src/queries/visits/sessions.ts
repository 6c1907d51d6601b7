import { type Insertable, type SqlBool, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { AttendanceRow, Database, SessionRow } from "../../schema.ts";
import type { ParticipantKind } from "../../unions.ts";

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
      }),
    )
    .returning(["id", "meeting_id", "zoom_uuid"])
    .execute();
}

// A statement takes 65 535 values.
const maxAtOnce = 2_000;

/** Writes what is known of stays, as far as it is new. */
export async function saveAttendances(
  trx: Transaction<Database>,
  attendances: readonly Insertable<Database["attendances"]>[],
): Promise<void> {
  for (let from = 0; from < attendances.length; from += maxAtOnce) {
    await trx
      .insertInto("attendances")
      .values(attendances.slice(from, from + maxAtOnce))
      .onConflict((conflict) =>
        conflict
          .columns(["session_id", "stay_key"])
          .doUpdateSet({
            participant_id: sql.ref("excluded.participant_id"),
            recognised_by: sql.ref("excluded.recognised_by"),
            joined_at: sql.ref("excluded.joined_at"),
            left_at: sql.ref("excluded.left_at"),
          })
          .where(
            sql<SqlBool>`(attendances.participant_id, attendances.recognised_by, attendances.joined_at, attendances.left_at)
              is distinct from (excluded.participant_id, excluded.recognised_by, excluded.joined_at, excluded.left_at)`,
          ),
      )
      .execute();
  }
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
  "created_at",
] as const;

/** A stay, with the kind of participant it was recognised as. */
export interface Stay
  extends Pick<AttendanceRow, "session_id" | "stay_key" | "recognised_by" | "joined_at" | "left_at"> {
  kind: ParticipantKind | null;
}

/** The stays in a meeting, wherever they lie. */
export const attendancesOf = (db: Db, meetingId: string): Promise<Stay[]> =>
  db
    .selectFrom("attendances as a")
    .leftJoin("participants as p", "p.id", "a.participant_id")
    .select(stayColumns)
    .where("a.meeting_id", "=", meetingId)
    .unionAll(
      db
        .selectFrom("attendances_archive as a")
        .leftJoin("participants_archive as p", "p.id", "a.participant_id")
        .select(stayColumns)
        .where("a.meeting_id", "=", meetingId),
    )
    .execute();

const stayColumns = [
  "a.session_id",
  "a.stay_key",
  "a.recognised_by",
  "a.joined_at",
  "a.left_at",
  "p.kind",
] as const;
