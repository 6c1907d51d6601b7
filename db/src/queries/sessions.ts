import { type Insertable, sql, type Transaction } from "kysely";
import type { Db } from "../client.ts";
import type { AttendanceRow, Database, ParticipantKind, SessionRow } from "../schema.ts";

/** Writes what is known of one running of a meeting; returns its id. */
export async function saveSession(
  trx: Transaction<Database>,
  session: Insertable<Database["meeting_sessions"]>,
): Promise<string> {
  const { id } = await trx
    .insertInto("meeting_sessions")
    .values(session)
    .onConflict((conflict) =>
      conflict.columns(["meeting_id", "zoom_uuid"]).doUpdateSet({
        slot_start: sql.ref("excluded.slot_start"),
        started_at: sql.ref("excluded.started_at"),
        ended_at: sql.ref("excluded.ended_at"),
      }),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

export async function saveAttendances(
  trx: Transaction<Database>,
  attendances: readonly Insertable<Database["attendances"]>[],
): Promise<void> {
  if (attendances.length === 0) return;
  await trx
    .insertInto("attendances")
    .values(attendances)
    .onConflict((conflict) =>
      conflict.columns(["session_id", "stay_key"]).doUpdateSet({
        participant_id: sql.ref("excluded.participant_id"),
        recognised_by: sql.ref("excluded.recognised_by"),
        joined_at: sql.ref("excluded.joined_at"),
        left_at: sql.ref("excluded.left_at"),
      }),
    )
    .execute();
}

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
