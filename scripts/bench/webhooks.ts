import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchOptions } from "./bench.ts";
import { describeMachine } from "./describe-machine.ts";
import { medianRound } from "./median-round.ts";
import { type BenchDatabase, openDatabase } from "./open-database.ts";
import { selfTimes } from "./self-times.ts";
import {
  type InboxRound,
  inboxContenders,
  measureDeliveries,
  startInbox,
} from "./webhooks/inbox-contenders.ts";
import { deliveryRateOf, reportInbox } from "./webhooks/report-inbox.ts";

/** How many deliveries are stored each second, beside a plain server and beside the database alone. */
export const benchWebhooks: Bench["run"] = async (options, say) => {
  const database = await openDatabase(options);
  const stops: (() => Promise<void>)[] = [];
  try {
    const started = await inboxContenders(database, options);
    const contenders = started.contenders.map((contender) => ({ ...contender, rounds: [] as InboxRound[] }));
    stops.push(...contenders.map(({ stop }) => stop));
    // V8 goes on compiling for tens of thousands of answers: what is measured are servers that have been up for a while.
    say("Warming up …");
    for (let round = 1; round <= options.warmUpRounds; round++) {
      for (const { run } of contenders) await run();
    }
    // In turns, so that what else the machine does in these minutes falls on all.
    for (let round = 1; round <= options.rounds; round++) {
      for (const { name, rounds, run } of contenders) {
        const figures = await run();
        rounds.push(figures);
        say(`round ${round} of ${options.rounds}: ${Math.round(figures.perSecond)} deliveries/s, ${name}`);
      }
    }
    const peak = medianRound(contenders[0]?.rounds ?? [], deliveryRateOf).perSecond;
    const atHalf = await measureDeliveries(database, started.service, options, peak / 2);
    await Promise.all(stops.splice(0).map((stop) => stop()));
    say(`p99 at half the peak rate: ${atHalf.p99Ms?.toFixed(1)} ms`);
    const working = await startInbox(database, "all");
    const withWorker = await measureDeliveries(database, working, options).finally(() => working.stop());
    say(`${Math.round(withWorker.perSecond)} deliveries/s with ROLE=all`);
    const profile = await profileInbox(database, options);
    const machine = describeMachine(database.version);
    return reportInbox({ machine, options, contenders, atHalf, withWorker, profile });
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await database.close();
  }
};

async function profileInbox(
  database: BenchDatabase,
  options: BenchOptions,
): Promise<[name: string, share: number][]> {
  const folder = await mkdtemp(join(tmpdir(), "patientcare-profile-"));
  try {
    const service = await startInbox(database, "web", ["--cpu-prof", `--cpu-prof-dir=${folder}`]);
    await measureDeliveries(database, service, options).finally(() => service.stop());
    const [file] = await readdir(folder);
    if (!file) throw new Error("Node wrote no profile");
    return selfTimes(JSON.parse(await readFile(join(folder, file), "utf8")), options.seconds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
