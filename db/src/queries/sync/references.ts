import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, ReferenceRow } from "../../schema.ts";
import type { WhenRunning } from "../../unions.ts";

export const findReference = (db: Db, zoomMeetingId: string): Promise<ReferenceRow | undefined> =>
  db
    .selectFrom("zoom_references")
    .selectAll()
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .executeTakeFirst();

export const findReferences = (
  db: Db,
  zoomMeetingIds: readonly string[],
): Promise<Pick<ReferenceRow, "zoom_meeting_id" | "meeting_id">[]> =>
  db
    .selectFrom("zoom_references")
    .select(["zoom_meeting_id", "meeting_id"])
    .where("zoom_meeting_id", "=", sql<string>`any(${zoomMeetingIds}::text[])`)
    .execute();

export const referencesOf = (db: Db, meetingId: string): Promise<ReferenceRow[]> =>
  db
    .selectFrom("zoom_references")
    .selectAll()
    .where("meeting_id", "=", meetingId)
    .orderBy("created_at")
    .execute();

/** The key of a Zoom id's advisory lock. */
export const zoomIdKey = (zoomMeetingId: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`hashtextextended('zoom ' || ${zoomMeetingId}::text, 0)`;

/**
 * One order for those who say "this id is ours" and those who say "nobody knows it": whoever comes second
 * sees what the first one wrote.
 */
export async function lockZoomId(trx: Transaction<Database>, zoomMeetingId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${zoomIdKey(sql`${zoomMeetingId}`)})`.execute(trx);
}

/** True for every Zoom id that is or was ours, in the archive too: none of them is ever used again. */
export async function isKnownZoomId(db: Db, zoomMeetingId: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from zoom_references where zoom_meeting_id = ${zoomMeetingId})
      or exists (select from zoom_references_archive where zoom_meeting_id = ${zoomMeetingId}) as known`.execute(
    db,
  );
  return rows[0]?.known ?? false;
}

type NewReference = Pick<ReferenceRow, "zoom_meeting_id" | "meeting_id" | "generation" | "host">;

/** Ask {@link isKnownZoomId} first. @throws 23505 when the id is taken among the live ones, or the meeting has a current one. */
export async function makeCurrent(trx: Transaction<Database>, reference: NewReference): Promise<void> {
  await trx
    .insertInto("zoom_references")
    .values({ ...reference, state: "current" })
    .execute();
}

/** The id will be deleted at Zoom, and never used again. One that lies in the archive is left as it is there. */
export async function markDeleting(
  trx: Transaction<Database>,
  reference: NewReference,
  whenRunning: WhenRunning = "wait",
): Promise<void> {
  const { zoom_meeting_id, meeting_id, generation, host } = reference;
  await sql`
    insert into zoom_references (zoom_meeting_id, meeting_id, generation, host, state, next_attempt_at, when_running)
    select ${zoom_meeting_id}, ${meeting_id}::uuid, ${generation}::integer, ${host}, 'deleting', clock_timestamp(),
      ${whenRunning}
    where not exists (select from zoom_references_archive where zoom_meeting_id = ${zoom_meeting_id})
    on conflict (zoom_meeting_id) do update
      set state = 'deleting', next_attempt_at = clock_timestamp(), failures = 0, when_running = ${whenRunning},
        updated_at = clock_timestamp()
      where zoom_references.state = 'current'`.execute(trx);
}

export async function markCurrentDeleting(
  trx: Transaction<Database>,
  meetingId: string,
  whenRunning: WhenRunning = "wait",
): Promise<void> {
  await trx
    .updateTable("zoom_references")
    .set({
      state: "deleting",
      next_attempt_at: sql`clock_timestamp()`,
      failures: 0,
      when_running: whenRunning,
      updated_at: sql`clock_timestamp()`,
    })
    .where("meeting_id", "=", meetingId)
    .where("state", "=", "current")
    .execute();
}

export async function markDeleted(db: Db, zoomMeetingId: string): Promise<void> {
  await db
    .updateTable("zoom_references")
    .set({ state: "deleted", next_attempt_at: null, updated_at: sql`clock_timestamp()` })
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("state", "=", "deleting")
    .execute();
}

/** Left alone at Zoom, since it does not carry our marker: it is not tried again by itself. */
export async function giveUpDeletion(db: Db, zoomMeetingId: string): Promise<void> {
  await db
    .updateTable("zoom_references")
    .set({
      state: "deleted",
      next_attempt_at: null,
      given_up_at: sql`clock_timestamp()`,
      updated_at: sql`clock_timestamp()`,
    })
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("state", "=", "deleting")
    .execute();
}

/** It carries our marker again, or is gone: it is to be deleted like any other. */
export async function resumeDeletion(db: Db, zoomMeetingId: string): Promise<void> {
  await db
    .updateTable("zoom_references")
    .set({ state: "deleting", next_attempt_at: sql`clock_timestamp()`, failures: 0, given_up_at: null })
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("given_up_at", "is not", null)
    .execute();
}

/** Says anew what becomes of meetings in deletion that run; they are due at once. */
export async function changeWhenRunning(
  trx: Transaction<Database>,
  meetingId: string,
  to: WhenRunning,
  from: readonly WhenRunning[],
): Promise<void> {
  await trx
    .updateTable("zoom_references")
    .set({ when_running: to, next_attempt_at: sql`clock_timestamp()`, failures: 0 })
    .where("meeting_id", "=", meetingId)
    .where("state", "=", "deleting")
    .where("when_running", "in", from)
    .execute();
}

/** Deletes a meeting again that was heard of after it had been deleted, wherever its reference lies. True when it is live. */
export async function deleteAgain(
  trx: Transaction<Database>,
  zoomMeetingId: string,
  heardAt: Date,
): Promise<boolean> {
  const changed = await Promise.all(
    (["zoom_references", "zoom_references_archive"] as const).map((table) =>
      trx
        .updateTable(table)
        .set({ state: "deleting", failures: 0, next_attempt_at: sql<Date>`clock_timestamp()` })
        .where("zoom_meeting_id", "=", zoomMeetingId)
        .where("state", "=", "deleted")
        .where("given_up_at", "is", null)
        .where("updated_at", "<", heardAt)
        .executeTakeFirst(),
    ),
  );
  return changed[0]?.numUpdatedRows === 1n;
}

/** Zoom proved that the meeting runs: it was never gone. @throws 23514 where a person wants the deletion */
export async function restoreReference(trx: Transaction<Database>, zoomMeetingId: string): Promise<void> {
  await trx
    .updateTable("zoom_references")
    .set({
      state: "current",
      next_attempt_at: null,
      found_running_at: sql`clock_timestamp()`,
      updated_at: sql`clock_timestamp()`,
    })
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("state", "=", "deleting")
    .execute();
}

export async function postponeDeletion(
  db: Db,
  zoomMeetingId: string,
  until: Date,
  isRunning = false,
): Promise<void> {
  await db
    .updateTable("zoom_references")
    .set((set) => ({
      next_attempt_at: until,
      failures: set("failures", "+", 1),
      ...(isRunning && { found_running_at: sql`clock_timestamp()` }),
    }))
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("state", "=", "deleting")
    .execute();
}
