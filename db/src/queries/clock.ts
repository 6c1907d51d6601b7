import { sql } from "kysely";
import type { Db } from "../client.ts";

/** The database's clock: it decides windows, leases and expiry. */
export async function readClock(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("The database did not tell the time");
  return row.now;
}
