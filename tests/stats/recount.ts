import type { Db } from "@patientcare/zoom-db";
import { sql } from "kysely";

/** The counts of the rows, made by plain counting that knows nothing of cells: live meetings and archived ones. */
export async function recount(db: Db, since: Date, until: Date): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    with every as (
      select id, status, outcome, start_time, evidence_outcome, stated_outcome, zoom_meeting_id from zoom_meetings
      union all
      select id, status, outcome, start_time, evidence_outcome, stated_outcome, zoom_meeting_id from zoom_meetings_archive
    ), chosen as (select * from every where start_time >= ${since} and start_time < ${until}),
    attention as (select meeting_id from meeting_attentions union select meeting_id from meeting_attentions_archive),
    known as (select meeting_id from zoom_references union select meeting_id from zoom_references_archive)
    select count(*) as "totalMeetings",
      count(*) filter (where status = 'started') as "activeMeetings",
      count(*) filter (where status in ('pending', 'scheduled')) as "scheduledMeetings",
      count(*) filter (where status = 'ended') as "completedMeetings",
      count(*) filter (where status = 'cancelled') as "cancelledMeetings",
      count(*) filter (where status = 'missed') as "missedMeetings",
      count(*) filter (where status = 'failed') as "failedMeetings",
      count(*) filter (where outcome = 'held') as "heldMeetings",
      count(*) filter (where outcome in ('patient_absent', 'both_absent')) as "patientAbsent",
      count(*) filter (where id in (select meeting_id from attention)) as "needingAttention",
      count(*) filter (where stated_outcome is not null and stated_outcome is distinct from evidence_outcome)
        as "overriddenOutcomes",
      count(*) filter (where zoom_meeting_id is not null or id in (select meeting_id from known)) as "everScheduled"
    from chosen`.execute(db);
  return rows[0] ?? {};
}

/** What was measured of the waits and the stays, read from the rows one by one. */
export async function measuredFromRows(db: Db, since: Date, until: Date): Promise<Record<string, number>> {
  const { rows } = await sql<{ key: number; count: number }>`
    select key, count(*) as count from statistics_between(${since}, ${until}) m, unnest(m.keys) as key
    where key >= 1000 or key in (17, 18, 19) group by key`.execute(db);
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]));
}
