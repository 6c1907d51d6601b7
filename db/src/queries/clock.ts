import { sql } from "kysely";
import type { Db } from "../client.ts";

/** The database's clock: it decides windows, leases and expiry. */
export async function readClock(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("The database did not tell the time");
  return row.now;
}

/** False while the database takes no writes, as after a failover to a standby. */
export async function isWritable(db: Db): Promise<boolean> {
  const { rows } = await sql<{ writable: boolean }>`
    select not pg_is_in_recovery() and current_setting('default_transaction_read_only') = 'off' as writable`.execute(
    db,
  );
  return rows[0]?.writable ?? false;
}
