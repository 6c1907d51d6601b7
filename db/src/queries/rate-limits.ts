import { sql } from "kysely";
import type { Db } from "../client.ts";

/** Deletes counters whose window is over; those that somebody else holds are left for the next time. */
export async function deleteOldCounters(db: Db, limit: number): Promise<void> {
  await db
    .deleteFrom("rate_limits")
    .where("key", "in", (query) =>
      query
        .selectFrom("rate_limits")
        .select("key")
        // The processes' own clocks write the expiry: a minute covers their differences.
        .where("expire", "<", sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint - 60000`)
        .orderBy("expire")
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .execute();
}
