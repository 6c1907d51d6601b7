import { type Insertable, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import { executePreparedSql } from "../../prepared.ts";
import type { Database, ReferenceRow } from "../../schema.ts";
import { closeAttempt } from "../sync/attempts.ts";

/** Dooms what cancelled and missed meetings still have at Zoom; it is deleted from the archive on. */
export async function markDeletingInArchive(
  trx: Transaction<Database>,
  meetingIds: readonly string[],
): Promise<number> {
  const { numAffectedRows } = await executePreparedSql(
    trx,
    "mark_deleting_in_archive",
    sql`
    update zoom_references r
    set state = 'deleting', next_attempt_at = clock_timestamp(), updated_at = clock_timestamp()
    from zoom_meetings m
    where m.id = r.meeting_id and m.id = any(${meetingIds}::uuid[])
      and m.status in ('cancelled', 'missed') and r.state = 'current'`,
  );
  return Number(numAffectedRows ?? 0);
}

/** True for every Zoom id that a meeting in the archive has or had. */
export async function isArchivedZoomId(db: Db, zoomMeetingId: string): Promise<boolean> {
  const row = await db
    .selectFrom("zoom_references_archive")
    .select("zoom_meeting_id")
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Zoom ids in the archive that are to be deleted at Zoom now, longest waiting first. */
export async function dueArchivedReferences(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("zoom_references_archive")
    .select("zoom_meeting_id")
    .where("state", "=", "deleting")
    .where("next_attempt_at", "<=", sql<Date>`clock_timestamp()`)
    .orderBy("next_attempt_at")
    .limit(limit)
    .execute();
  return rows.map((row) => row.zoom_meeting_id);
}

export interface ArchivedReference extends ReferenceRow {
  marker: string;
  revision: number;
  fence: number;
  /** When the meeting was last asked for at Zoom under this generation. */
  create_sent_at: Date | null;
}

/** Takes a due reference for a while: it is due again when `leaseSeconds` have passed, whatever becomes of us. */
export async function claimArchivedReference(
  db: Db,
  zoomMeetingId: string,
  leaseSeconds: number,
): Promise<ArchivedReference | undefined> {
  const { rows } = await sql<ArchivedReference>`
    update zoom_references_archive r
    set next_attempt_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    from zoom_meetings_archive m
    where m.id = r.meeting_id and r.zoom_meeting_id = ${zoomMeetingId}
      and r.state = 'deleting' and r.next_attempt_at <= clock_timestamp()
    returning r.*, m.marker, m.revision, m.fence, (
      select max(t.sent_at) from zoom_attempts_archive t
      where t.meeting_id = r.meeting_id and t.generation = r.generation and t.kind = 'create') as create_sent_at`.execute(
    db,
  );
  return rows[0];
}

export async function insertArchivedAttempt(
  db: Db,
  attempt: Insertable<Database["zoom_attempts"]> & { clinic_id: string },
): Promise<void> {
  await db
    .insertInto("zoom_attempts_archive")
    .values({ counted: true, ...attempt, sent_at: sql`clock_timestamp()` })
    .execute();
}

/** Wherever its meeting lies by now: it may have come back from the archive while Zoom was called. */
export async function closeArchivedAttempt(
  db: Db,
  id: string,
  outcome: "done" | "rejected" | "unknown",
  { counted = true }: { counted?: boolean } = {},
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("zoom_attempts_archive")
    .set({ outcome, finished_at: sql`clock_timestamp()`, counted })
    .where("id", "=", id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await closeAttempt(db, id, outcome, { counted });
}

export async function markArchivedDeleted(db: Db, zoomMeetingId: string): Promise<void> {
  await db
    .updateTable("zoom_references_archive")
    .set({ state: "deleted", next_attempt_at: null, updated_at: sql`clock_timestamp()` })
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("state", "=", "deleting")
    .execute();
}

/** Left alone at Zoom, since it does not carry our marker; whoever looks at its meeting is told. */
export async function giveUpArchivedDeletion(db: Db, zoomMeetingId: string): Promise<void> {
  await sql`
    with left_alone as (
      update zoom_references_archive
      set state = 'deleted', next_attempt_at = null, given_up_at = clock_timestamp(), updated_at = clock_timestamp()
      where zoom_meeting_id = ${zoomMeetingId} and state = 'deleting' returning meeting_id, clinic_id)
    insert into meeting_attentions_archive (meeting_id, clinic_id, kind, since)
    select meeting_id, clinic_id, 'foreign-marker', clock_timestamp() from left_alone
    on conflict do nothing`.execute(db);
}

export async function postponeArchivedDeletion(
  db: Db,
  zoomMeetingId: string,
  until: Date,
  isRunning = false,
): Promise<void> {
  await db
    .updateTable("zoom_references_archive")
    .set((set) => ({
      next_attempt_at: until,
      failures: set("failures", "+", 1),
      ...(isRunning && { found_running_at: sql`clock_timestamp()` }),
    }))
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("state", "=", "deleting")
    .execute();
}
