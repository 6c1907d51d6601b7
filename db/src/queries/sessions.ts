import { type Insertable, sql, type Transaction } from "kysely";
import type { Db } from "../client.ts";
import type { AttendanceRow, Database, SessionRow } from "../schema.ts";

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

export const sessionsOf = (db: Db, meetingId: string): Promise<SessionRow[]> =>
  db
    .selectFrom("meeting_sessions")
    .selectAll()
    .where("meeting_id", "=", meetingId)
    .orderBy("started_at")
    .execute();

/** Stays with the kind of participant they were recognised as. */
export const attendancesOf = (
  db: Db,
  meetingId: string,
): Promise<(AttendanceRow & { kind: string | null })[]> =>
  db
    .selectFrom("attendances")
    .leftJoin("participants", "participants.id", "attendances.participant_id")
    .selectAll("attendances")
    .select("participants.kind")
    .where("attendances.meeting_id", "=", meetingId)
    .execute();
