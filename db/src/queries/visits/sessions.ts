import { type Insertable, type SqlBool, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { AttendanceRow, Database, SessionRow } from "../../schema.ts";

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

// A statement takes 65 535 values.
const maxAtOnce = 2_000;

/** The columns that better facts change. */
const computed = [
  "participant_id",
  "person_no",
  "seen_as",
  "recognised_by",
  "rivals",
  "counts",
  "joined_at",
  "left_at",
] as const satisfies (keyof AttendanceRow)[];

const columnsOf = (table: string) => sql.join(computed.map((column) => sql.ref(`${table}.${column}`)));

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
          .doUpdateSet(Object.fromEntries(computed.map((column) => [column, sql.ref(`excluded.${column}`)])))
          .where(sql<SqlBool>`(${columnsOf("attendances")}) is distinct from (${columnsOf("excluded")})`),
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
  "heard_at",
  "complete",
  "end_assumed",
  "created_at",
] as const;

/** The stays in a meeting, wherever they lie. */
export const attendancesOf = (db: Db, meetingId: string): Promise<StoredStay[]> =>
  db
    .selectFrom("attendances")
    .select(stayColumns)
    .where("meeting_id", "=", meetingId)
    .unionAll(db.selectFrom("attendances_archive").select(stayColumns).where("meeting_id", "=", meetingId))
    .execute();

export type StoredStay = Pick<AttendanceRow, (typeof stayColumns)[number]>;

const stayColumns = ["session_id", "stay_key", ...computed] as const;
