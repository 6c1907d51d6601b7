import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database } from "../../schema.ts";
import { lockStatistics } from "./fold-statistics.ts";
import { markedQuarters } from "./marked-quarters.ts";

/** The months, by their first instant in UTC, that have meetings or cells. (32 days later it is the next month, counted in hours since days differ in length where clocks change.) */
export async function monthsWithStatistics(db: Db): Promise<Date[]> {
  const { rows } = await sql<{ month: Date }>`
    with recursive months (month) as (
      select statistics_bucket_of(4, min(first)) from (
        select min(start_time) as first from zoom_meetings
        union all select min(start_time) from zoom_meetings_archive
        union all select min(bucket) from statistics_cells where level = 4 and not by_host) every
      union all
      select statistics_bucket_of(4, (select min(next) from (
        select min(start_time) as next from zoom_meetings where start_time >= statistics_bucket_of(4, m.month + interval '768 hours')
        union all select min(start_time) from zoom_meetings_archive where start_time >= statistics_bucket_of(4, m.month + interval '768 hours')
        union all select min(bucket) from statistics_cells
          where level = 4 and not by_host and bucket >= statistics_bucket_of(4, m.month + interval '768 hours')) every))
      from months m where m.month is not null
    )
    select month from months where month is not null order by month`.execute(db);
  return rows.map(({ month }) => month);
}

/**
 * Counts a month's meetings again from the rows, and returns how many of its cells differ. Cells that are marked as older
 * than their rows are taken as they are: no answer uses them.
 */
export async function countWrongCells(db: Db, month: Date): Promise<number> {
  const until = monthAfter(month);
  const { rows } = await sql<{ count: number }>`
    with marked as materialized (${markedQuarters(month, until)}), expected as (
      select quarter, host, key, sum(count) as count
      from (
        select statistics_bucket_of(0, m.start_time) as quarter, m.host, k.key, 1 as count
        from statistics_between(${month}::timestamptz, ${until}::timestamptz) m cross join lateral unnest(m.keys) as k (key)
        where not exists (select from marked where quarter = statistics_bucket_of(0, m.start_time))
        union all
        select s.bucket, s.host, k.key, k.count
        from marked join statistics_cells s on s.level = 0 and s.by_host and s.bucket = marked.quarter
        cross join lateral unnest(s.keys, s.counts) as k (key, count)
        where s.bucket >= ${month}::timestamptz and s.bucket < ${until}::timestamptz
      ) every
      group by 1, 2, 3
    ), compared as (
      select l.level, h.by_host, statistics_bucket_of(l.level, e.quarter) as bucket, h.host, e.key, e.count
      from expected e cross join generate_series(0, 4) as l (level)
      cross join lateral (values (false, ''), (true, e.host)) as h (by_host, host)
      union all
      select s.level, s.by_host, s.bucket, s.host, k.key, -k.count
      from statistics_cells s cross join lateral unnest(s.keys, s.counts) as k (key, count)
      where s.bucket >= ${month}::timestamptz and s.bucket < ${until}::timestamptz
    ), wrong as (
      select level, by_host, bucket, host, key from compared group by 1, 2, 3, 4, 5 having sum(count) <> 0
    )
    select count(distinct (level, by_host, bucket, host))::integer as count from wrong`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Drops a month's cells; its quarter-hours are counted again. */
export async function recountMonth(trx: Transaction<Database>, month: Date): Promise<void> {
  const until = monthAfter(month);
  await lockStatistics(trx);
  await sql`delete from statistics_cells where bucket >= ${month} and bucket < ${until}`.execute(trx);
  await sql`
    insert into statistics_marks (quarter)
    select distinct statistics_bucket_of(0, start_time) from (
      select start_time from zoom_meetings union all select start_time from zoom_meetings_archive) every
    where start_time >= ${month} and start_time < ${until}`.execute(trx);
}

const monthAfter = (month: Date) => new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1));
