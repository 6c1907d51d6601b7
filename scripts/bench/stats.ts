import type { Db } from "@patientcare/zoom-db";
import { foldMarkedStatistics } from "@patientcare/zoom-server/operations/stats/fold-statistics.ts";
import { statsDaily } from "@patientcare/zoom-server/operations/stats/get-daily.ts";
import { statsOverview } from "@patientcare/zoom-server/operations/stats/get-overview.ts";
import { createMetrics } from "@patientcare/zoom-server/telemetry/metrics.ts";
import type { Bench } from "./bench.ts";
import { describeMachine, machineLine } from "./describe-machine.ts";
import { type BenchDatabase, openDatabase } from "./open-database.ts";
import { percentile } from "./percentile.ts";
import { printTable } from "./print-table.ts";
import { plainCount } from "./stats/plain-count.ts";
import { seededDays, seedStatistics } from "./stats/seed-statistics.ts";

const defaultMeetings = 2_000_000;
const smallerBy = 200;
const readsPerSecond = 40;
const dayMs = 86_400_000;
const goals = { ratio: 1.5, p95Ms: 10 };

type Range = { from: Date; to: Date };
type Read = { name: string; aRange(): Range; read(range: Range): Promise<number>; reads?: number };
type Figures = { name: string; p50: number; p95: number };

/** How long statistics take with few and with many meetings in the same three years, beside a plain count of the same range. */
export const benchStats: Bench["run"] = async ({ seconds, wal, rows: meetings = defaultMeetings }, say) => {
  const readsOfEach = Math.ceil(seconds * readsPerSecond);
  const sizes = [Math.ceil(meetings / smallerBy), meetings];
  const measured: { size: number; figures: Figures[]; foldSeconds: number }[] = [];
  let version = "";
  for (const size of sizes) {
    const database = await openDatabase({ wal });
    try {
      version = database.version;
      measured.push({ size, ...(await measure(database, { size, readsOfEach }, say)) });
    } finally {
      await database.close();
    }
  }
  const [small, large] = measured;
  if (!small || !large) throw new Error("Nothing was measured");
  const reads = small.figures.map((few, place) => {
    const many = large.figures[place] ?? few;
    return { name: few.name, few, many, ratio: many.p95 / few.p95 };
  });
  const machine = describeMachine(version);
  const lines = [
    machineLine(machine),
    `${small.size} and ${large.size} meetings of ${seededDays} days; ${readsOfEach} reads each, one after the other; cells filled in ${small.foldSeconds.toFixed(0)} s and ${large.foldSeconds.toFixed(0)} s`,
    "",
    ...printTable(
      ["", `p50 ms at ${small.size}`, "p95 ms", `p50 ms at ${large.size}`, "p95 ms", "p95 ratio"],
      reads.map(({ name, few, many, ratio }) => [
        name,
        ...[few.p50, few.p95, many.p50, many.p95].map((ms) => ms.toFixed(2)),
        `× ${ratio.toFixed(2)}`,
      ]),
    ),
    "",
    `goal for overview and daily: p95 ≤ ${goals.p95Ms} ms, and ≤ × ${goals.ratio}`,
  ];
  return { lines, figures: { bench: "stats", machine, sizes, reads } };
};

async function measure(
  { url, db, run }: BenchDatabase,
  { size, readsOfEach }: { size: number; readsOfEach: number },
  say: (line: string) => void,
) {
  say(`Making ${size} meetings …`);
  await seedStatistics(url, size);
  say("Filling the cells …");
  const before = performance.now();
  await foldMarkedStatistics({ db, isDraining: () => false });
  const foldSeconds = (performance.now() - before) / 1000;
  await run("vacuum analyze");
  await run("checkpoint");
  const reads = readsOf(db);
  await requireSameTotals(reads);
  say("Reading …");
  const figures: Figures[] = [];
  for (const read of reads) figures.push(await timesOf({ reads: readsOfEach, ...read }));
  return { figures, foldSeconds };
}

function readsOf(db: Db): Read[] {
  const deps = { db, metrics: createMetrics(), config: { defaultTimezone: "Europe/Berlin" } };
  const actor = { role: "staff", sub: "bench", email: null } as const;
  const overview = async (range: Range) => (await statsOverview(deps, actor, range)).totalMeetings;
  const daily = async (range: Range) =>
    (await statsDaily(deps, actor, range)).days.reduce((sum, { totalMeetings }) => sum + totalMeetings, 0);
  const plain = (range: Range) => plainCount(db, range);
  return [
    { name: "overview, 30 days", aRange: wholeDays, read: overview },
    { name: "overview, 30 days from any minute", aRange: anyMinutes, read: overview },
    { name: "overview, everything", aRange: () => everything, read: overview },
    { name: "daily, 30 days", aRange: wholeDays, read: daily },
    { name: "plain count, 30 days", aRange: wholeDays, read: plain },
    { name: "plain count, everything", aRange: () => everything, read: plain, reads: 20 },
  ];
}

const everything = { from: new Date("2000-01-01T00:00:00Z"), to: new Date("2199-12-31T00:00:00Z") };

/** Thirty days of the three years: from Berlin's midnight in winter, from one o'clock in summer. */
function wholeDays(): Range {
  const from = Math.floor(Date.now() / dayMs - 31 - Math.random() * (seededDays - 60)) * dayMs - dayMs / 24;
  return { from: new Date(from), to: new Date(from + 30 * dayMs) };
}

function anyMinutes(): Range {
  const { from } = wholeDays();
  const start = from.getTime() + Math.floor(Math.random() * 1_440) * 60_000;
  return { from: new Date(start), to: new Date(start + 30 * dayMs) };
}

/** @throws when two ways count the same range differently */
async function requireSameTotals(reads: readonly Read[]): Promise<void> {
  for (const range of [wholeDays(), anyMinutes(), everything]) {
    const ways = reads.filter(({ name }) => range !== everything || !name.startsWith("daily"));
    const totals = await Promise.all(ways.map(({ read }) => read(range)));
    if (totals.every((total) => total === 0)) throw new Error("A range that should hold meetings is empty");
    if (new Set(totals).size > 1) throw new Error(`The totals of one range differ: ${totals.join(", ")}`);
  }
}

async function timesOf({ name, aRange, read, reads }: Read & { reads: number }): Promise<Figures> {
  for (let done = 0; done < reads / 4; done++) await read(aRange());
  const times: number[] = [];
  for (let done = 0; done < reads; done++) {
    const range = aRange();
    const started = performance.now();
    await read(range);
    times.push(performance.now() - started);
  }
  times.sort((one, other) => one - other);
  return { name, p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}
