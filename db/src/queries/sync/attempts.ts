import { type Insertable, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { AttemptRow, Database } from "../../schema.ts";

export interface SentAttempt extends Pick<AttemptRow, "id" | "sent_at"> {}

/** One row before each call that changes something at Zoom; committed before the call is sent. */
export const insertAttempt = (db: Db, attempt: Insertable<Database["zoom_attempts"]>): Promise<SentAttempt> =>
  db.insertInto("zoom_attempts").values(attempt).returning(["id", "sent_at"]).executeTakeFirstOrThrow();

export async function closeAttempt(
  db: Db,
  id: string,
  outcome: "done" | "rejected" | "unknown",
  { counted = true }: { counted?: boolean } = {},
): Promise<void> {
  await db
    .updateTable("zoom_attempts")
    .set({ outcome, finished_at: sql`clock_timestamp()`, counted })
    .where("id", "=", id)
    .execute();
}

/** Create attempts of which nobody knows the end, and whose meeting may still appear at Zoom. */
export const openCreateAttempts = (db: Db, meetingId: string): Promise<AttemptRow[]> =>
  db
    .selectFrom("zoom_attempts")
    .selectAll()
    .where("meeting_id", "=", meetingId)
    .where("kind", "=", "create")
    .where("swept_at", "is", null)
    .where((where) => where.or([where("outcome", "is", null), where("outcome", "=", "unknown")]))
    .orderBy("sent_at")
    .execute();

/** Nothing of these attempts can appear at Zoom any more: their horizon had passed when their hosts were listed. */
export async function markSwept(db: Db, ids: readonly string[]): Promise<void> {
  await db
    .updateTable("zoom_attempts")
    .set({ swept_at: sql`clock_timestamp()` })
    .where("id", "in", ids)
    .execute();
}

/** True while a change that was sent since `since` may still reach Zoom. */
export async function hasOpenAttempt(
  db: Db,
  meetingId: string,
  options: { since: Date; except: readonly string[] },
): Promise<boolean> {
  const row = await db
    .selectFrom("zoom_attempts")
    .select("id")
    .where("meeting_id", "=", meetingId)
    .where((where) => where.or([where("outcome", "is", null), where("outcome", "=", "unknown")]))
    .where("sent_at", ">", options.since)
    .$if(options.except.length > 0, (query) => query.where("id", "not in", options.except))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The create attempts of one meeting, also the finished ones, youngest first. */
export const createAttempts = (db: Db, meetingId: string): Promise<AttemptRow[]> =>
  db
    .selectFrom("zoom_attempts")
    .selectAll()
    .where("meeting_id", "=", meetingId)
    .where("kind", "=", "create")
    .orderBy("sent_at", "desc")
    .execute();

/** True when Zoom accepted since `since` to end this meeting. */
export async function endedSince(db: Db, zoomMeetingId: string, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom("zoom_attempts")
    .select("id")
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("kind", "=", "end")
    .where("outcome", "=", "done")
    .where("sent_at", ">=", since)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** When the counted calls that make or change a meeting for one revision were sent within the last hour, oldest first. */
export async function countedCalls(db: Db, meetingId: string, revision: number): Promise<Date[]> {
  const rows = await db
    .selectFrom("zoom_attempts")
    .select("sent_at")
    .where("meeting_id", "=", meetingId)
    .where("revision", "=", revision)
    .where("kind", "in", ["create", "update"])
    .where("counted", "=", true)
    .where("sent_at", ">", sql<Date>`clock_timestamp() - interval '1 hour'`)
    .orderBy("sent_at")
    .execute();
  return rows.map(({ sent_at }) => sent_at);
}

interface DeletedMeeting {
  zoomMeetingId: string;
  meetingId: string;
  revision: number;
}

/**
 * When counted calls that delete or end one Zoom meeting were sent for a revision within the last hour, oldest first,
 * wherever its rows lie.
 */
export async function countedDeletions(
  db: Db,
  { zoomMeetingId, meetingId, revision }: DeletedMeeting,
): Promise<Date[]> {
  const sentIn = (table: "zoom_attempts" | "zoom_attempts_archive") =>
    db
      .selectFrom(table)
      .select("sent_at")
      .where("meeting_id", "=", meetingId)
      .where("zoom_meeting_id", "=", zoomMeetingId)
      .where("revision", "=", revision)
      .where("kind", "in", ["delete", "end"])
      .where("counted", "=", true)
      .where("sent_at", ">", sql<Date>`clock_timestamp() - interval '1 hour'`);
  const rows = await sentIn("zoom_attempts")
    .unionAll(sentIn("zoom_attempts_archive"))
    .orderBy("sent_at")
    .execute();
  return rows.map(({ sent_at }) => sent_at);
}

/** True when a meeting of ours, or one in the archive that is still to be deleted, carries another deployment's marker. */
export async function hasForeignMarkers(db: Db, deploymentId: string): Promise<boolean> {
  const deployment = sql`substr(marker, strpos(marker, '-') + 1)`;
  const { rows } = await sql<{ foreign: boolean }>`
    select exists (select from zoom_meetings where ${deployment} <> ${deploymentId})
      or exists (
        select from zoom_references_archive r join zoom_meetings_archive m on m.id = r.meeting_id
        where r.state = 'deleting' and ${deployment} <> ${deploymentId}) as foreign`.execute(db);
  return rows[0]?.foreign ?? false;
}

export async function meetingOfMarker(
  trx: Transaction<Database>,
  marker: string,
): Promise<string | undefined> {
  const row = await trx
    .selectFrom("zoom_attempts")
    .select("meeting_id")
    .where("marker", "=", marker)
    .limit(1)
    .executeTakeFirst();
  return row?.meeting_id;
}
