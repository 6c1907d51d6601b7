import { sql } from "kysely";
import type { Db } from "../../client.ts";
import { executePreparedSql } from "../../prepared.ts";
import { type StatisticsLevel, statisticsLevels } from "../../unions.ts";
import { markedQuarters } from "./marked-quarters.ts";
import { countsOfKeys, type MeetingCounts } from "./statistics-keys.ts";

export interface TimeRange {
  since: Date;
  until: Date;
}

/** A range of time as it is read: whole cells in the middle, rows at the edges. */
export interface StatisticsPart {
  /** From the first cell to the last; empty where there is none. */
  cells: TimeRange;
  pieces: readonly (TimeRange & { level: StatisticsLevel })[];
  edges: readonly TimeRange[];
}

export interface PartCounts extends MeetingCounts {
  /** The place of the part in what was asked for. */
  part: number;
  /** The doctor; empty for all together. */
  host: string;
}

/**
 * Counts the meetings that begin in each part. The cells of a quarter-hour that was marked are replaced by its rows, in
 * one snapshot: the answer is exact at any time. Parts without a meeting are left out. (`offset 0` holds the planner to
 * the index, whatever it estimates: it would read all cells.)
 */
export async function readStatistics(
  db: Db,
  parts: readonly StatisticsPart[],
  { byHost }: { byHost: boolean },
): Promise<PartCounts[]> {
  const pieces = parts.flatMap(({ pieces }, part) => pieces.map((piece) => ({ part, ...piece })));
  const edges = parts.flatMap(({ edges }, part) => edges.map((edge) => ({ part, ...edge })));
  const cells = parts.map(({ cells }, part) => ({ part, ...cells }));
  const { rows } = await executePreparedSql(
    db,
    byHost ? "statistics_by_host" : "statistics",
    sql<{ part: number; host: string; keys: number[]; counts: number[] }>`
    with piece as materialized (
      select * from unnest(${columnOf(pieces, "part")}::integer[], ${pieces.map(({ level }) => statisticsLevels.indexOf(level))}::integer[],
        ${columnOf(pieces, "since")}::timestamptz[], ${columnOf(pieces, "until")}::timestamptz[])
        as p (part, level, since, until)
    ), marked as materialized (
      ${markedQuarters(parts[0]?.cells.since ?? null, parts.at(-1)?.cells.until ?? null)}
    ), dirty as materialized (
      select c.part, m.quarter from marked m join unnest(${columnOf(cells, "part")}::integer[],
        ${columnOf(cells, "since")}::timestamptz[], ${columnOf(cells, "until")}::timestamptz[]) as c (part, since, until)
        on m.quarter >= c.since and m.quarter < c.until
    ), edge as (
      select * from unnest(${columnOf(edges, "part")}::integer[], ${columnOf(edges, "since")}::timestamptz[],
        ${columnOf(edges, "until")}::timestamptz[]) as e (part, since, until)
      union all
      select part, quarter, quarter + interval '15 minutes' from dirty
    )
    select part, host, array_agg(key) as keys, array_agg(count) as counts
    from (
      select part, host, key, sum(count)::integer as count
      from (
        select p.part, s.host, k.key, k.count
        from piece p
        cross join lateral (
          select host, keys, counts from statistics_cells
          where by_host = ${byHost} and level = p.level and bucket >= p.since and bucket < p.until offset 0) s
        cross join lateral unnest(s.keys, s.counts) as k (key, count)
        union all
        select d.part, s.host, k.key, -k.count
        from dirty d cross join lateral (
          select host, keys, counts from statistics_cells
          where by_host = ${byHost} and level = 0 and bucket = d.quarter offset 0) s
        cross join lateral unnest(s.keys, s.counts) as k (key, count)
        union all
        select e.part, case when ${byHost} then m.host else '' end, k.key, 1
        from edge e cross join lateral statistics_between(e.since, e.until) m cross join lateral unnest(m.keys) as k (key)
      ) every
      group by part, host, key
      having sum(count) <> 0
    ) summed
    group by part, host`,
  );
  return rows.map(({ part, host, keys, counts }) => ({ part, host, ...countsOfKeys(keys, counts) }));
}

const columnOf = <Row, Column extends keyof Row>(rows: readonly Row[], column: Column) =>
  rows.map((row) => row[column]);
