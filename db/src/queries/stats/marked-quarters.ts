import { type RawBuilder, sql } from "kysely";

/** A query of the quarter-hours, from `since` to `until`, of which the cells are older than the rows. */
export const markedQuarters = (since: Date | null, until: Date | null): RawBuilder<{ quarter: Date }> => sql`
  select distinct quarter from (
    select quarter from statistics_marks
    where quarter >= ${since}::timestamptz and quarter < ${until}::timestamptz
    union all
    select statistics_bucket_of(0, m.start_time) from statistics_marks k join zoom_meetings m on m.id = k.meeting_id
    where k.meeting_id is not null
    union all
    select statistics_bucket_of(0, m.start_time) from statistics_marks k
      join zoom_meetings_archive m on m.id = k.meeting_id
    where k.meeting_id is not null
  ) every`;
