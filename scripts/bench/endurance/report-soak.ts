import type { BenchReport } from "../bench.ts";
import { type describeMachine, machineLine } from "../describe-machine.ts";
import { printTable } from "../print-table.ts";
import type { Call } from "./caller.ts";
import type { MemoryFigures } from "./process-figures.ts";
import { slope } from "./slope.ts";

const minuteMs = 60_000;
const maxMbPerMinute = 1;
// Calls that met the fault end later, and the circuit breaker tries Zoom again after some seconds.
const aftermathMs = 5_000;

export type SoakSample = MemoryFigures & {
  at: number;
  descriptors: number;
  /** To the database, by the name of their application. */
  connections: Record<string, number>;
};

export type FaultSpan = { name: string; from: number; to: number };

type Soak = {
  machine: ReturnType<typeof describeMachine>;
  minutes: number;
  startedAt: number;
  samples: readonly SoakSample[];
  faults: readonly FaultSpan[];
  calls: readonly Call[];
};

/** The figures of each minute, the slope over the second half, and the calls that failed. */
export function reportSoak({ machine, minutes, startedAt, samples, faults, calls }: Soak): BenchReport {
  const minuteOf = (at: number) => (at - startedAt) / minuteMs;
  const second = samples.filter(({ at }) => minuteOf(at) >= minutes / 2);
  const slopeOf = (of: (sample: SoakSample) => number) =>
    slope(second.map((sample) => ({ x: minuteOf(sample.at), y: of(sample) })));
  const slopes = {
    residentMb: slopeOf(({ residentMb }) => residentMb),
    descriptors: slopeOf(({ descriptors }) => descriptors),
    connections: slopeOf(connectionsOf),
  };
  const failures = failuresOf(calls, faults);
  const unexpected = failures
    .filter(({ isExpected }) => !isExpected)
    .reduce((sum, { count }) => sum + count, 0);
  const { residentMb } = slopes;
  const lines = [
    machineLine(machine),
    `${calls.length} calls in ${minutes} minutes, ${faults.length} faults`,
    "",
    ...printTable(
      ["minute", "MB", "peak MB", "descriptors", "connections"],
      eachMinute(samples, minuteOf).map((sample) => [
        minuteOf(sample.at).toFixed(1),
        sample.residentMb.toFixed(0),
        sample.peakMb.toFixed(0),
        String(sample.descriptors),
        String(connectionsOf(sample)),
      ]),
    ),
    `connections at the end: ${JSON.stringify(samples.at(-1)?.connections ?? {})}`,
    "",
    ...printTable(
      ["calls that failed", "status", "calls", ""],
      failures.map(({ reason, status, count, isExpected }) => [
        reason,
        String(status),
        String(count),
        isExpected ? "while a fault lasted" : "NOT EXPECTED",
      ]),
    ),
    `goal: less than ${maxMbPerMinute} MB/min over the second half: ${residentMb.toFixed(2)}, ${residentMb < maxMbPerMinute ? "reached" : "missed"}`,
    `descriptors ${slopes.descriptors.toFixed(2)}/min, connections ${slopes.connections.toFixed(2)}/min`,
    `goal: only 503, and only while a fault lasts: ${unexpected === 0 ? "reached" : `missed by ${unexpected}`}`,
  ];
  const figures = { bench: "soak", machine, minutes, calls: calls.length, faults, samples, slopes, failures };
  return { lines, figures };
}

const connectionsOf = ({ connections }: SoakSample): number =>
  Object.values(connections).reduce((sum, count) => sum + count, 0);

/** The first sample of each minute, and the last of all. */
const eachMinute = (samples: readonly SoakSample[], minuteOf: (at: number) => number): SoakSample[] =>
  samples.filter((sample, index) => {
    const before = samples[index - 1];
    const isFirst = !before || Math.floor(minuteOf(sample.at)) > Math.floor(minuteOf(before.at));
    return isFirst || index === samples.length - 1;
  });

type Failure = { reason: string; status: number; count: number; isExpected: boolean };

function failuresOf(calls: readonly Call[], faults: readonly FaultSpan[]): Failure[] {
  const failures = new Map<string, Failure>();
  for (const { name, status, reason, startedAt, endedAt } of calls) {
    if (status >= 200 && status < 400) continue;
    const isExpected =
      status === 503 && faults.some(({ from, to }) => startedAt < to + aftermathMs && endedAt > from);
    const key = `${status} ${name} ${reason} ${isExpected}`;
    const known = failures.get(key) ?? { reason: `${name}: ${reason}`, status, count: 0, isExpected };
    failures.set(key, { ...known, count: known.count + 1 });
  }
  return [...failures.values()].toSorted((one, other) => other.count - one.count);
}
