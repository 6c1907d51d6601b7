import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { MeetingNote } from "../../meeting-notes.ts";
import type { Database, MeetingChange, MeetingRow } from "../../schema.ts";
import type { Attention } from "../../unions.ts";
import { type AttentionChange, attentionsColumn } from "../meetings/attentions.ts";

export interface Lease extends MeetingRow {
  attentions: Attention[];
  now: Date;
}

/**
 * Acquires the lease of a meeting that is due, with a new fencing token; undefined when it is held. It is due again when
 * the lease ends, and a process that makes it due earlier is heeded at the release.
 */
export const acquireLease = (db: Db, id: string, leaseSeconds: number): Promise<Lease | undefined> =>
  db
    .updateTable("zoom_meetings")
    .set((set) => ({
      lease_until: sql<Date>`clock_timestamp() + make_interval(secs => ${leaseSeconds})`,
      next_attempt_at: sql<Date>`clock_timestamp() + make_interval(secs => ${leaseSeconds})`,
      fence: set("fence", "+", 1),
    }))
    .where("id", "=", id)
    .where("next_attempt_at", "<=", sql<Date>`clock_timestamp()`)
    .where((where) =>
      where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`clock_timestamp()`)]),
    )
    .returningAll()
    .returning(attentionsColumn("zoom_meetings.id"))
    .returning(sql<Date>`clock_timestamp()`.as("now"))
    .executeTakeFirst();

type Held = Pick<Lease, "id" | "fence" | "revision">;

interface Released {
  /** It is due again at once. */
  due: boolean;
  notes: MeetingNote[];
}

/**
 * Gives the lease back. A next attempt that somebody asked for meanwhile stays due, also when they asked after
 * the lease had run out. Of a row whose revision rose nothing is overwritten: it stays due, and is reconciled again.
 * Returns undefined when the lease was lost.
 */
export async function releaseLease(
  db: Db,
  lease: Held,
  { at, change, attentions }: { at: Date | null; change?: MeetingChange; attentions?: AttentionChange },
): Promise<Released | undefined> {
  const { raise = [], clear = [] } = attentions ?? {};
  const released = await db
    .with("released", (query) =>
      query
        .updateTable("zoom_meetings")
        .set({
          ...change,
          lease_until: null,
          next_attempt_at: sql<Date | null>`case
            when next_attempt_at < lease_until - interval '1 millisecond' or lease_until <= clock_timestamp()
            then clock_timestamp() else ${at}::timestamptz end`,
        })
        .where("id", "=", lease.id)
        .where("fence", "=", lease.fence)
        .where("revision", "=", lease.revision)
        .returning(["id", sql<boolean>`coalesce(next_attempt_at <= clock_timestamp(), false)`.as("due")]),
    )
    .with("cleared", (query) =>
      query
        .deleteFrom("meeting_attentions")
        .where("meeting_id", "in", (select) => select.selectFrom("released").select("id"))
        .where("kind", "=", sql<Attention>`any(${clear}::text[])`)
        .returning("kind"),
    )
    .with("raised", (query) =>
      query
        .insertInto("meeting_attentions")
        .columns(["meeting_id", "kind"])
        .expression((select) =>
          select
            .selectFrom([
              "released",
              sql<{ kind: Attention }>`unnest(${raise}::text[])`.as<"raised">(sql`raised (kind)`),
            ])
            .select(["released.id", "raised.kind"]),
        )
        .onConflict((conflict) => conflict.doNothing())
        .returning("kind"),
    )
    .selectFrom("released")
    .select([
      "due",
      sql<Attention[]>`array(select kind from raised)`.as("raised"),
      sql<Attention[]>`array(select kind from cleared)`.as("cleared"),
    ])
    .executeTakeFirst();
  return released
    ? { due: released.due, notes: attentionNotes(lease.id, released) }
    : releaseAsDue(db, lease);
}

function attentionNotes(
  meetingId: string,
  { raised, cleared }: { raised: readonly Attention[]; cleared: readonly Attention[] },
): MeetingNote[] {
  const noteOf = (holds: boolean) => (attention: Attention) =>
    ({ kind: "attention", meetingId, attention, holds }) as const;
  return [...cleared.map(noteOf(false)), ...raised.map(noteOf(true))];
}

async function releaseAsDue(db: Db, lease: Held): Promise<Released | undefined> {
  const released = await db
    .updateTable("zoom_meetings")
    .set({ lease_until: null, next_attempt_at: sql<Date>`clock_timestamp()` })
    .where("id", "=", lease.id)
    .where("fence", "=", lease.fence)
    .returning("id")
    .executeTakeFirst();
  return released && { due: true, notes: [] };
}

/** Writes to the row as it was claimed; false when the fence or the revision has moved on. */
export async function writeUnderLease(db: Db, lease: Held, change: MeetingChange): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("zoom_meetings")
    .set(change)
    .where("id", "=", lease.id)
    .where("fence", "=", lease.fence)
    .where("revision", "=", lease.revision)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

const wanted = ["pending", "scheduled", "started"] as const;

/** Meetings that are wanted at Zoom and due, soonest visit first. */
export async function dueMeetings(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("zoom_meetings")
    .select("id")
    .where("status", "in", wanted)
    .where("next_attempt_at", "<=", sql<Date>`clock_timestamp()`)
    .where((where) =>
      where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`clock_timestamp()`)]),
    )
    .orderBy("start_time")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Meetings that are not wanted at Zoom any more and due, longest waiting first, at most some of each host. */
export async function dueWithdrawals(db: Db, limits: { ofHost: number; inAll: number }): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (
      select id, next_attempt_at, row_number() over (
        partition by coalesce(zoom_host, host_email) order by next_attempt_at, id) as place
      from zoom_meetings
      where status <> all(${wanted}::text[]) and next_attempt_at <= clock_timestamp()
        and (lease_until is null or lease_until < clock_timestamp())) due
    where place <= ${limits.ofHost}
    order by next_attempt_at limit ${limits.inAll}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Makes a meeting due now, for the scan to find. */
export async function makeDue(db: Db, id: string): Promise<void> {
  await db
    .updateTable("zoom_meetings")
    .set({ next_attempt_at: sql`least(next_attempt_at, clock_timestamp())` })
    .where("id", "=", id)
    .execute();
}

/**
 * A host is free again: the meetings that wait for it become due. One that another transaction holds is left out, since
 * waiting for it could deadlock; it becomes due by itself a little later.
 */
export async function makeHostlessDue(trx: Transaction<Database>, host: string): Promise<void> {
  await trx
    .updateTable("zoom_meetings")
    .set({ next_attempt_at: sql`least(next_attempt_at, clock_timestamp())` })
    .where("id", "in", (query) =>
      query
        .selectFrom("zoom_meetings")
        .select("id")
        .where((where) => where.or([where("host_email", "=", host), where("zoom_host", "=", host)]))
        .where("busy", "is", null)
        .where("status", "in", ["pending", "scheduled"])
        .forUpdate()
        .skipLocked(),
    )
    .execute();
}
