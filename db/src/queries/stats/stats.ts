import { sql } from "kysely";
import type { Db } from "../../client.ts";

export interface MeetingCounts {
  total: number;
  pending: number;
  scheduled: number;
  started: number;
  ended: number;
  cancelled: number;
  missed: number;
  failed: number;
  held: number;
  attention: number;
  tried: number;
  created: number;
}

/** Counts of the meetings whose start lies in [from, to), by status; archived ones too. */
export async function countMeetings(db: Db, range: { from?: Date; to?: Date }): Promise<MeetingCounts> {
  const { from, to } = range;
  const { rows } = await sql<MeetingCounts>`
    with every as (
      select id, status, outcome, start_time from zoom_meetings
      union all
      select id, status, outcome, start_time from zoom_meetings_archive
    ), chosen as (
      select * from every
      where start_time >= coalesce(${from ?? null}::timestamptz, '-infinity')
        and start_time < coalesce(${to ?? null}::timestamptz, 'infinity')
    ), tries as (
      select a.meeting_id, bool_or(a.outcome = 'done') as created
      from (
        select meeting_id, outcome from zoom_attempts where kind = 'create'
        union all
        select meeting_id, outcome from zoom_attempts_archive where kind = 'create'
      ) a
      where a.meeting_id in (select id from chosen)
      group by a.meeting_id
    )
    select
      count(*) as total,
      count(*) filter (where status = 'pending') as pending,
      count(*) filter (where status = 'scheduled') as scheduled,
      count(*) filter (where status = 'started') as started,
      count(*) filter (where status = 'ended') as ended,
      count(*) filter (where status = 'cancelled') as cancelled,
      count(*) filter (where status = 'missed') as missed,
      count(*) filter (where status = 'failed') as failed,
      count(*) filter (where outcome = 'held') as held,
      count(*) filter (where id in (
        select meeting_id from meeting_attentions union all select meeting_id from meeting_attentions_archive
      )) as attention,
      (select count(*) from tries) as tried,
      (select count(*) from tries where created) as created
    from chosen`.execute(db);
  const [counts] = rows;
  if (!counts) throw new Error("Counting meetings returned no row");
  return counts;
}
