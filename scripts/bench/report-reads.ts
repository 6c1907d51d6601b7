import type { BenchOptions, BenchReport } from "./bench.ts";
import { type describeMachine, machineLine } from "./describe-machine.ts";
import { medianRound } from "./median-round.ts";
import { printTable } from "./print-table.ts";
import type { ReadSurface } from "./read-requests.ts";
import type { LoadFigures } from "./run-load.ts";

export type Round = LoadFigures & {
  /** Microseconds of the server process' processor time for each answer; null where the system does not say. */
  cpuUs: number | null;
};

export type MeasuredReads = {
  surface: ReadSurface;
  machine: ReturnType<typeof describeMachine>;
  rows: number;
  options: BenchOptions;
  /** The service first. */
  contenders: readonly { name: string; goal: number | null; rounds: readonly Round[] }[];
  /** How many rows the access log grew by meanwhile. */
  logged: number;
};

/** @throws Error when the access log does not hold a row for each of the service's answers */
export function reportReads({
  surface,
  machine,
  rows,
  options,
  contenders,
  logged,
}: MeasuredReads): BenchReport {
  const { seconds, connections, rounds } = options;
  const answered = sum(contenders[0]?.rounds.map(({ answers }) => answers) ?? []);
  // Calls in flight at the end of a round are logged, but their answers are not counted.
  const cutOff = connections * rounds;
  if (logged < answered || logged > answered + cutOff) {
    throw new Error(`The service answered ${answered} calls, and its access log grew by ${logged} rows`);
  }
  const own = medianRound(contenders[0]?.rounds ?? [], rateOf);
  const measured = contenders.map(({ name, goal, rounds: all }) => {
    const median = medianRound(all, rateOf);
    const ratio = goal === null ? null : own.requestsPerSecond / median.requestsPerSecond;
    return {
      name,
      goal,
      ratio,
      reached: ratio === null || goal === null ? null : ratio >= goal,
      median,
      rounds: all,
    };
  });
  return {
    lines: [
      machineLine(machine),
      `${rows} meetings, ${connections} connections, ${rounds} rounds of ${seconds} s in turns; the median round.`,
      "CPU µs: the server process' own processor time for each answer.",
      "",
      ...printTable(
        ["", "requests/s", "p50 ms", "p99 ms", "CPU µs", "errors", "service is", "goal", ""],
        measured.map(({ name, goal, ratio, reached, median }) => [
          name,
          String(Math.round(median.requestsPerSecond)),
          median.p50Ms.toFixed(2),
          median.p99Ms.toFixed(2),
          median.cpuUs === null ? "" : String(Math.round(median.cpuUs)),
          String(median.errors),
          ratio === null ? "" : `× ${ratio.toFixed(2)}`,
          goal === null ? "" : `× ${goal}`,
          reached === null ? "" : reached ? "reached" : "missed",
        ]),
      ),
      "",
      `access log: ${logged} rows more for ${answered} answers (up to ${cutOff} calls were cut off as rounds ended)`,
    ],
    figures: {
      bench: surface,
      machine,
      rows,
      seconds,
      connections,
      rounds,
      logged,
      answered,
      contenders: measured,
    },
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);

const rateOf = ({ requestsPerSecond }: Round) => requestsPerSecond;
