import { sql } from "kysely";
import type { Db } from "../../client.ts";
import { executePreparedSql } from "../../prepared.ts";
import { type StatisticsLevel, statisticsLevels } from "../../unions.ts";
import { markedQuarters } from "./marked-quarters.ts";
import { countsOfKeys, endOfKeys, type MeetingCounts } from "./statistics-keys.ts";

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

/** A cell, or a meeting (then each of its keys counts once), of a part; `sign` is -1 for a cell that its rows replace. */
interface Counted {
  part: number;
  host: string;
  sign: 1 | -1;
  keys: number[];
  counts: number[] | null;
}

/**
 * Counts the meetings that begin in each part. The cells of a quarter-hour that was marked are replaced by its rows, in
 * one snapshot: the answer is exact at any time. Parts without a meeting are left out. (`offset 0` holds the planner to
 * the index, whatever it estimates: it would read all cells. The sums are made here: in SQL they take three times as long.)
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
    sql<Counted>`
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
    select p.part, s.host, 1 as sign, array_to_json(s.keys) as keys, array_to_json(s.counts) as counts
    from piece p cross join lateral (
      select host, keys, counts from statistics_cells
      where by_host = ${byHost} and level = p.level and bucket >= p.since and bucket < p.until offset 0) s
    union all
    select d.part, s.host, -1, array_to_json(s.keys), array_to_json(s.counts)
    from dirty d cross join lateral (
      select host, keys, counts from statistics_cells
      where by_host = ${byHost} and level = 0 and bucket = d.quarter offset 0) s
    union all
    select e.part, case when ${byHost} then m.host else '' end, 1, array_to_json(m.keys), null
    from edge e cross join lateral statistics_between(e.since, e.until) m`,
  );
  return sumOf(rows);
}

function sumOf(rows: readonly Counted[]): PartCounts[] {
  const sums = new Int32Array(endOfKeys);
  const groups = Map.groupBy(rows, ({ part, host }) => `${part} ${host}`);
  const read = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ part: first.part, host: first.host, ...countsOf(group, sums) }] : [];
  });
  return read.filter(({ counts }) => counts.total > 0);
}

/** Adds the rows up in `sums`, which holds zeros before and after: made once, it is not garbage for each day and doctor. */
function countsOf(rows: readonly Counted[], sums: Int32Array): MeetingCounts {
  const seen: number[] = [];
  for (const { sign, keys, counts } of rows) {
    for (const [index, key] of keys.entries()) {
      if (sums[key] === 0) seen.push(key);
      sums[key] = (sums[key] ?? 0) + sign * (counts?.[index] ?? 1);
    }
  }
  const take = (key: number) => {
    const count = sums[key] ?? 0;
    sums[key] = 0;
    return count;
  };
  return countsOfKeys(Int32Array.from(seen).sort(), take);
}

const columnOf = <Row, Column extends keyof Row>(rows: readonly Row[], column: Column) =>
  rows.map((row) => row[column]);
