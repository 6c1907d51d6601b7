import { type StatisticsLevel, statisticsLevels } from "@patientcare/zoom-db/unions";

interface TimeRange {
  since: Date;
  until: Date;
}

export interface CellsOfRange {
  /** From the first whole cell to the last; empty where there is none. */
  cells: TimeRange;
  /** The cells: as few and as large ones as fit. */
  pieces: (TimeRange & { level: StatisticsLevel })[];
  /** The rest at both ends, each shorter than the finest cell. */
  edges: TimeRange[];
}

const minuteMs = 60_000;
const sizeMs = {
  quarter: 15 * minuteMs,
  hour: 60 * minuteMs,
  "six-hours": 360 * minuteMs,
  day: 1_440 * minuteMs,
} as const satisfies Record<Exclude<StatisticsLevel, "month">, number>;

/** How a half-open range of time is covered by the cells of the statistics, which lie in UTC. */
export function cellsOfRange({ since, until }: TimeRange): CellsOfRange {
  const cells = { since: firstIn("quarter", since), until: lastIn("quarter", until) };
  if (isEmpty(cells)) {
    return {
      cells: { since: cells.since, until: cells.since },
      pieces: [],
      edges: isEmpty({ since, until }) ? [] : [{ since, until }],
    };
  }
  const edges = [
    { since, until: cells.since },
    { since: cells.until, until },
  ];
  return { cells, pieces: split(cells, "month"), edges: edges.filter((edge) => !isEmpty(edge)) };
}

function split(range: TimeRange, level: StatisticsLevel): CellsOfRange["pieces"] {
  if (isEmpty(range)) return [];
  const finer = statisticsLevels[statisticsLevels.indexOf(level) - 1];
  if (!finer) return [{ level, ...range }];
  const inner = { since: firstIn(level, range.since), until: lastIn(level, range.until) };
  if (isEmpty(inner)) return split(range, finer);
  return [
    ...split({ since: range.since, until: inner.since }, finer),
    { level, ...inner },
    ...split({ since: inner.until, until: range.until }, finer),
  ];
}

const isEmpty = ({ since, until }: TimeRange) => since >= until;

/** The beginning of the cell in which an instant lies. */
const lastIn = (level: StatisticsLevel, at: Date): Date =>
  level === "month"
    ? new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth()))
    : new Date(Math.floor(at.getTime() / sizeMs[level]) * sizeMs[level]);

/** The beginning of the first cell that begins at an instant or later. */
function firstIn(level: StatisticsLevel, at: Date): Date {
  const before = lastIn(level, at);
  if (before.getTime() === at.getTime()) return before;
  return level === "month"
    ? new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1))
    : new Date(before.getTime() + sizeMs[level]);
}
