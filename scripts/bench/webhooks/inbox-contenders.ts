import { resolve } from "node:path";
import type { BenchOptions } from "../bench.ts";
import type { BenchDatabase } from "../open-database.ts";
import { databaseTimeMs, processorTimeMs } from "../processor-time.ts";
import { type Child, startChild } from "../start-child.ts";
import { startService, webhookSecret } from "../start-service.ts";
import { findPgbench, runPgbench } from "./run-pgbench.ts";
import { sendDeliveries } from "./send-deliveries.ts";

const maxWarmUpSeconds = 3;
// More than is ever answered: no signing while the clock runs.
const signedPerSecond = 16_000;
const bareConnections = 20;

export type InboxRound = {
  perSecond: number;
  p50Ms: number | null;
  p99Ms: number | null;
  /** Microseconds of processor time for each delivery stored; null where the system does not say, or no server runs. */
  serverUs: number | null;
  databaseUs: number | null;
};

export type InboxContender = {
  name: string;
  /** The share of this one's deliveries per second that the service must reach; null for the service itself. */
  goal: number | null;
  /** The share that it aims at beyond the goal. */
  aim: number | null;
  run(): Promise<InboxRound>;
  stop(): Promise<void>;
};

/** Loads a server with signed deliveries, and measures the processor time that each takes there and in the database. */
export async function measureDeliveries(
  { db }: BenchDatabase,
  { url, pid }: Child,
  { seconds, connections }: BenchOptions,
  perSecond: number | null = null,
): Promise<InboxRound> {
  const before = [await processorTimeMs(pid), await databaseTimeMs(db)] as const;
  const warmUpSeconds = Math.min(maxWarmUpSeconds, seconds);
  const figures = await sendDeliveries({
    url,
    secret: webhookSecret,
    connections,
    warmUpSeconds,
    seconds,
    perSecond,
    signedBefore: Math.ceil((warmUpSeconds + seconds) * (perSecond ?? signedPerSecond)),
  });
  const after = [await processorTimeMs(pid), await databaseTimeMs(db)] as const;
  const [serverUs, databaseUs] = after.map((used, index) =>
    usOf(before[index] ?? null, used, figures.stored),
  );
  return { ...figures, serverUs: serverUs ?? null, databaseUs: databaseUs ?? null };
}

const usOf = (before: number | null, after: number | null, stored: number): number | null =>
  before === null || after === null ? null : ((after - before) * 1000) / stored;

export const startInbox = (
  { url }: BenchDatabase,
  role: "web" | "all",
  nodeFlags: readonly string[] = [],
): Promise<Child> => startService(url, nodeFlags, { ROLE: role });

/** The service's inbox and what it is measured against, in the order in which they take turns. */
export async function inboxContenders(
  database: BenchDatabase,
  options: BenchOptions,
): Promise<{ service: Child; contenders: InboxContender[] }> {
  const { url, db } = database;
  for (const table of ["bench_bare", "bench_pgbench"])
    await database.run(`create table ${table} (like webhook_deliveries including all)`);
  const service = await startInbox(database, "web");
  const bare = await startChild({
    script: resolve(import.meta.dirname, "../baselines/bare-inbox.ts"),
    readyPath: "/",
    env: {
      NODE_ENV: "production",
      DATABASE_URL: url,
      TABLE: "bench_bare",
      WEBHOOK_SECRET: webhookSecret,
      MAX_CONNECTIONS: String(bareConnections),
    },
  });
  const contenders: InboxContender[] = [
    {
      name: "the service, POST /api/zoom/webhook",
      goal: null,
      aim: null,
      run: () => measureDeliveries(database, service, options),
      stop: service.stop,
    },
    {
      name: "(a) node:http + one insert each",
      goal: 1.5,
      aim: 2.4,
      run: () => measureDeliveries(database, bare, options),
      stop: bare.stop,
    },
  ];
  const program = await findPgbench();
  if (program === null) return { service, contenders };
  contenders.push({
    name: "(b) pgbench, one insert each",
    goal: 0.6,
    aim: 1,
    async run() {
      const before = await databaseTimeMs(db);
      const figures = await runPgbench(program, { ...options, url, table: "bench_pgbench" });
      const databaseUs = usOf(before, await databaseTimeMs(db), figures.stored);
      return { ...figures, serverUs: null, databaseUs };
    },
    stop: async () => {},
  });
  return { service, contenders };
}
