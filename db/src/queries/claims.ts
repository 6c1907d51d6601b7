import { sql } from "kysely";
import type { Db } from "../client.ts";
import type { MeetingChange, MeetingRow } from "../schema.ts";

export interface Claim extends MeetingRow {
  now: Date;
}

/**
 * Takes the lease of a meeting that is due, with a new fence; nothing when somebody holds it. It is due again
 * when the lease ends; whoever makes it due earlier meanwhile is heard at the release.
 */
export const claimMeeting = (db: Db, id: string, leaseSeconds: number): Promise<Claim | undefined> =>
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
    .returning(sql<Date>`clock_timestamp()`.as("now"))
    .executeTakeFirst();

/**
 * Gives the lease back. A revision that rose since the claim, or a next attempt that somebody asked for
 * meanwhile, stays due. Returns undefined when the lease was lost.
 */
export const releaseMeeting = (
  db: Db,
  claim: Pick<Claim, "id" | "fence" | "revision">,
  next: { at: Date | null; change?: MeetingChange },
): Promise<{ due: boolean } | undefined> =>
  db
    .updateTable("zoom_meetings")
    .set({
      ...next.change,
      lease_until: null,
      next_attempt_at: sql<Date | null>`case
        when revision > ${claim.revision} or next_attempt_at < lease_until - interval '1 millisecond'
        then clock_timestamp() else ${next.at}::timestamptz end`,
    })
    .where("id", "=", claim.id)
    .where("fence", "=", claim.fence)
    .returning(sql<boolean>`coalesce(next_attempt_at <= clock_timestamp(), false)`.as("due"))
    .executeTakeFirst();

/** Writes under the lease; false when the fence has moved on. */
export async function writeUnderClaim(
  db: Db,
  claim: Pick<Claim, "id" | "fence">,
  change: MeetingChange,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("zoom_meetings")
    .set(change)
    .where("id", "=", claim.id)
    .where("fence", "=", claim.fence)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Meetings that sync has something to do for, soonest visit first. */
export async function dueMeetings(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("zoom_meetings")
    .select("id")
    .where("next_attempt_at", "<=", sql<Date>`clock_timestamp()`)
    .where((where) =>
      where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`clock_timestamp()`)]),
    )
    .orderBy("start_time")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Makes a meeting due now; the scan finds it even when every hint is lost. */
export async function makeDue(db: Db, id: string): Promise<void> {
  await db
    .updateTable("zoom_meetings")
    .set({ next_attempt_at: sql`least(next_attempt_at, clock_timestamp())` })
    .where("id", "=", id)
    .execute();
}
