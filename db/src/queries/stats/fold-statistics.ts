import { sql, type Transaction } from "kysely";
import type { Database } from "../../schema.ts";

/** One transaction at a time changes the cells. False when another one does. */
export async function tryLockStatistics(trx: Transaction<Database>): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${lockKey}) as locked`.execute(trx);
  return rows[0]?.locked === true;
}

/** Like {@link tryLockStatistics}; waits for the other one. */
export async function lockStatistics(trx: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockKey})`.execute(trx);
}

const lockKey = sql`hashtextextended('statistics', 0)`;

/**
 * Counts the quarter-hours of the oldest marks again from the rows, brings the cells of all levels up to date, and
 * deletes the marks that it saw: all in one snapshot. (`offset 0` holds the planner to the index.) Needs the lock. Returns the number of marks that went.
 */
export async function foldStatistics(
  trx: Transaction<Database>,
  { maxMarks, maxQuarters }: { maxMarks: number; maxQuarters: number },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with oldest as (
      select id, meeting_id, quarter from statistics_marks order by id limit ${maxMarks}
    ), resolved as materialized (
      select k.id, coalesce(k.quarter, statistics_bucket_of(0, m.start_time), statistics_bucket_of(0, a.start_time)) as quarter
      from oldest k
      left join zoom_meetings m on m.id = k.meeting_id
      left join zoom_meetings_archive a on a.id = k.meeting_id
    ), chosen as materialized (
      select quarter from resolved where quarter is not null group by quarter order by min(id) limit ${maxQuarters}
    ), seen as materialized (
      select id from resolved where quarter is null or quarter in (select quarter from chosen)
    ), difference as materialized (
      select quarter, host, key, sum(count)::integer as count
      from (
        select c.quarter, m.host, k.key, 1 as count
        from chosen c cross join lateral statistics_between(c.quarter, c.quarter + interval '15 minutes') m
        cross join lateral unnest(m.keys) as k (key)
        union all
        select c.quarter, s.host, k.key, -k.count
        from chosen c cross join lateral (
          select host, keys, counts from statistics_cells
          where level = 0 and by_host and bucket = c.quarter offset 0) s
        cross join lateral unnest(s.keys, s.counts) as k (key, count)
      ) every
      group by 1, 2, 3 having sum(count) <> 0
    ), changes as materialized (
      select l.level, h.by_host, b.bucket, h.host, d.key, sum(d.count)::integer as count
      from difference d
      cross join generate_series(0, 4) as l (level)
      cross join lateral (select statistics_bucket_of(l.level, d.quarter) as bucket) b
      cross join lateral (values (false, ''), (true, d.host)) as h (by_host, host)
      group by 1, 2, 3, 4, 5
    ), cells as materialized (
      select distinct level, by_host, bucket, host from changes
    ), summed as (
      select level, by_host, bucket, host, key, sum(count)::integer as count
      from (
        select level, by_host, bucket, host, key, count from changes
        union all
        select c.level, c.by_host, c.bucket, c.host, k.key, k.count
        from cells c
        cross join lateral (
          select keys, counts from statistics_cells
          where level = c.level and by_host = c.by_host and bucket = c.bucket and host = c.host offset 0) s
        cross join lateral unnest(s.keys, s.counts) as k (key, count)
      ) every
      group by 1, 2, 3, 4, 5
    ), written as (
      insert into statistics_cells (level, by_host, bucket, host, keys, counts)
      select level, by_host, bucket, host,
        coalesce(array_agg(key order by key) filter (where count <> 0), '{}'),
        coalesce(array_agg(count order by key) filter (where count <> 0), '{}')
      from summed
      group by 1, 2, 3, 4
      on conflict (level, by_host, bucket, host) do update set keys = excluded.keys, counts = excluded.counts
    ), forgotten as (
      delete from statistics_marks where id in (select id from seen)
    )
    select count(*)::integer as count from seen`.execute(trx);
  return rows[0]?.count ?? 0;
}
