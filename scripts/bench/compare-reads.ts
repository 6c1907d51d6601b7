import type { Db } from "@patientcare/zoom-db";
import type { BenchOptions, BenchReport } from "./bench.ts";
import { type Contender, contenders } from "./contenders.ts";
import { describeMachine } from "./describe-machine.ts";
import { type BenchDatabase, openDatabase } from "./open-database.ts";
import { processorTimeMs } from "./processor-time.ts";
import { type ReadSurface, readRequests } from "./read-requests.ts";
import { type Round, reportReads } from "./report-reads.ts";
import { requireSameAnswers } from "./require-same-answers.ts";
import { type LoadRequest, runLoad } from "./run-load.ts";
import { type SeededMeeting, seedScheduledMeetings } from "./seed-scheduled-meetings.ts";
import type { Child } from "./start-child.ts";

const defaultMeetings = 10_000;
const maxWarmUpSeconds = 2;

type Running = Contender & Child & { requests: LoadRequest[]; rounds: Round[] };

/** Measures the service and three plain services in turns, on one database with the same rows. */
export async function compareReads(
  surface: ReadSurface,
  options: BenchOptions,
  say: (line: string) => void,
): Promise<BenchReport> {
  const { rows = defaultMeetings } = options;
  const database = await openDatabase(options);
  const running: Running[] = [];
  try {
    say(`Seeding ${rows} meetings …`);
    const meetings = await seedScheduledMeetings(database.db, rows);
    await prepareTables(database);
    say("Starting the service and what it is measured against …");
    for (const contender of contenders(surface)) {
      const child = await contender.start(database.url);
      const requests = await readRequests(meetings, contender.requestFor);
      running.push({ ...contender, ...child, requests, rounds: [] });
    }
    await requireSameAnswers(
      await Promise.all(
        running.map(async ({ name, url, requestFor }) => ({
          name,
          url,
          request: await firstOf(meetings, requestFor),
        })),
      ),
    );
    say("Warming up …");
    await warmUp(running, options);
    const before = await countAccess(database.db);
    await playRounds(running, options, say);
    const logged = (await countAccess(database.db)) - before;
    const machine = describeMachine(database.version);
    return reportReads({ surface, machine, rows, options, contenders: running, logged });
  } finally {
    await Promise.all(running.map((child) => child.stop()));
    await database.close();
  }
}

async function firstOf(meetings: readonly SeededMeeting[], requestFor: Contender["requestFor"]) {
  const [request] = await readRequests(meetings.slice(0, 1), requestFor);
  if (!request) throw new Error("There is no meeting to read");
  return request;
}

async function countAccess(db: Db): Promise<number> {
  const { rows } = await db
    .selectFrom("access_log")
    .select(({ fn }) => fn.countAll<number>().as("rows"))
    .executeTakeFirstOrThrow();
  return rows;
}

/** V8 goes on compiling for tens of thousands of answers: what is measured are servers that have been up for a while. */
async function warmUp(running: readonly Running[], options: BenchOptions): Promise<void> {
  const seconds = options.warmUpRounds * options.seconds;
  if (seconds === 0) return;
  for (const { url, requests } of running) {
    await runLoad({ url, connections: options.connections, warmUpSeconds: 0, seconds, requests });
  }
}

/** In turns, so that what else the machine does in these minutes falls on all. */
async function playRounds(
  running: readonly Running[],
  { seconds, connections, rounds }: BenchOptions,
  say: (line: string) => void,
): Promise<void> {
  const warmUpSeconds = Math.min(maxWarmUpSeconds, seconds);
  for (let round = 1; round <= rounds; round++) {
    for (const { name, url, pid, requests, rounds: measured } of running) {
      const before = await processorTimeMs(pid);
      const figures = await runLoad({ url, connections, warmUpSeconds, seconds, requests });
      const after = await processorTimeMs(pid);
      const usedMs = before === null || after === null ? null : after - before;
      measured.push({ ...figures, cpuUs: usedMs === null ? null : (usedMs * 1000) / figures.answers });
      say(`round ${round} of ${rounds}: ${Math.round(figures.requestsPerSecond)} requests/s, ${name}`);
    }
  }
}

/** A log like ours for the plain service, and statistics for the planner. */
async function prepareTables({ run }: BenchDatabase): Promise<void> {
  await run("create table bench_access_log (like access_log including all)");
  await run("vacuum analyze");
  await run("checkpoint");
}
