import type { Db } from "@patientcare/zoom-db";
import { sql } from "kysely";

export interface WorkingCleanups {
  connected: number;
  /** In the middle of a batch. */
  moving: number;
  /** For somebody else's lock. */
  waiting: number;
}

/**
 * The copies of the command that the server knows of, or the services; a killed one leaves when its last statement has
 * ended.
 */
export async function workingCleanups(
  db: Db,
  applicationName = "patientcare-zoom-cleanup",
): Promise<WorkingCleanups> {
  const { rows } = await sql<WorkingCleanups>`
    select count(*) as connected, count(*) filter (where query like '%with moved%') as moving,
      count(*) filter (where query like '%with moved%' and wait_event_type = 'Lock') as waiting
    from pg_stat_activity
    where datname = current_database() and application_name = ${applicationName}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("The server told of no connection at all");
  return row;
}
