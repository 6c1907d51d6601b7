import type { Db } from "@patientcare/zoom-db";
import { sql } from "kysely";

/** The counts by status and outcome as a plain query makes them: no durations, no attention, no doctor. */
export async function plainCount(db: Db, { from, to }: { from: Date; to: Date }): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total, count(*) filter (where status = 'pending') as pending,
      count(*) filter (where status = 'scheduled') as scheduled, count(*) filter (where status = 'started') as started,
      count(*) filter (where status = 'ended') as ended, count(*) filter (where status = 'cancelled') as cancelled,
      count(*) filter (where status = 'missed') as missed, count(*) filter (where status = 'failed') as failed,
      count(*) filter (where outcome = 'held') as held
    from (
      select status, outcome, start_time from zoom_meetings
      union all
      select status, outcome, start_time from zoom_meetings_archive
    ) every
    where start_time >= ${from} and start_time < ${to}`.execute(db);
  return rows[0]?.total ?? 0;
}
