import { sql } from "kysely";
import type { Db } from "../client.ts";

/** Deletes counters whose window is over; those that somebody else holds are left for the next time. */
export async function deleteOldCounters(db: Db, limit: number): Promise<number> {
  // The processes' own clocks write the expiry: a minute covers their differences.
  const { numAffectedRows } = await sql`
    delete from rate_limits where key in (
      select key from rate_limits where expire < extract(epoch from clock_timestamp()) * 1000 - 60000
      order by expire limit ${limit} for update skip locked)`.execute(db);
  return Number(numAffectedRows ?? 0);
}
