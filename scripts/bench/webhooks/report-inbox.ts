import type { BenchOptions, BenchReport } from "../bench.ts";
import { type describeMachine, machineLine } from "../describe-machine.ts";
import { medianRound } from "../median-round.ts";
import { printTable } from "../print-table.ts";
import type { InboxContender, InboxRound } from "./inbox-contenders.ts";

const maxP99Ms = 50;

export type MeasuredInbox = {
  machine: ReturnType<typeof describeMachine>;
  options: BenchOptions;
  /** The service first. */
  contenders: readonly (Pick<InboxContender, "name" | "goal" | "aim"> & { rounds: readonly InboxRound[] })[];
  /** The service at half its peak rate. */
  atHalf: InboxRound;
  /** The service with its worker in the same process. */
  withWorker: InboxRound;
  /** The modules that the service spends its time in, and their shares of the busy time. */
  profile: readonly [name: string, share: number][];
};

const maxShares = 20;

export function reportInbox(measured: MeasuredInbox): BenchReport {
  const { machine, options, contenders, atHalf, withWorker, profile } = measured;
  const own = medianRound(contenders[0]?.rounds ?? [], deliveryRateOf);
  const compared = contenders.map(({ name, goal, aim, rounds }) => {
    const median = medianRound(rounds, deliveryRateOf);
    const ratio = goal === null ? null : own.perSecond / median.perSecond;
    return { name, goal, aim, ratio, median, rounds };
  });
  const hasPgbench = contenders.length > 2;
  const p99 = atHalf.p99Ms ?? Number.POSITIVE_INFINITY;
  return {
    lines: [
      machineLine(machine),
      `${options.connections} connections, ${options.rounds} rounds of ${options.seconds} s in turns; the median round. Each delivery is another one.`,
      "CPU µs: processor time of the server process and of all of PostgreSQL for each delivery stored.",
      "",
      ...printTable(
        ["", "deliveries/s", "p50 ms", "p99 ms", "CPU µs", "of PostgreSQL", "service is", "goal", "aim", ""],
        [
          ...compared.map(({ name, goal, aim, ratio, median }) => [
            name,
            ...inboxCellsOf(median),
            ratio === null ? "" : `× ${ratio.toFixed(2)}`,
            goal === null ? "" : `× ${goal}`,
            aim === null ? "" : `× ${aim}`,
            ratio === null || goal === null ? "" : ratio >= goal ? "reached" : "missed",
          ]),
          ["the service with ROLE=all, once", ...inboxCellsOf(withWorker), "", "", "", ""],
          [
            "the service at half its peak rate",
            ...inboxCellsOf(atHalf),
            "",
            `p99 < ${maxP99Ms}`,
            "",
            p99 < maxP99Ms ? "reached" : "missed",
          ],
        ],
      ),
      ...(hasPgbench
        ? []
        : ["", "pgbench is not installed here (Debian: apt-get install postgresql-contrib): left out."]),
      "",
      ...printTable(
        ["the service's time in its own code", "%"],
        profile.slice(0, maxShares).map(([name, share]) => [name, (share * 100).toFixed(1)]),
      ),
    ],
    figures: { bench: "webhooks", machine, ...options, contenders: compared, atHalf, withWorker, profile },
  };
}

const whole = (value: number | null) => (value === null ? "" : String(Math.round(value)));
const twoDigits = (value: number | null) => (value === null ? "" : value.toFixed(2));

const inboxCellsOf = ({ perSecond, p50Ms, p99Ms, serverUs, databaseUs }: InboxRound): string[] => [
  whole(perSecond),
  twoDigits(p50Ms),
  twoDigits(p99Ms),
  whole(serverUs),
  whole(databaseUs),
];

export const deliveryRateOf = ({ perSecond }: InboxRound) => perSecond;
