import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./bench.ts";
import { describeMachine, machineLine } from "./describe-machine.ts";
import { memoryOf } from "./endurance/process-figures.ts";
import { type Attack, attacks } from "./hostile/attacks.ts";
import { runAttack } from "./hostile/run-attack.ts";
import { openDatabase } from "./open-database.ts";
import { percentile } from "./percentile.ts";
import { printTable } from "./print-table.ts";
import type { Child } from "./start-child.ts";
import { startService, webhookSecret } from "./start-service.ts";
import { openConnection } from "./webhooks/connection.ts";
import { signedDelivery } from "./webhooks/signed-delivery.ts";

const connections = 10;
/** As many as the service lets a connection have, so that it is not ended. */
const mostAllowed = 16;
const deliverEveryMs = 100;
const sampleMemoryMs = 50;
const goals = { residentMb: 300, slowestMs: 1_000 };

type Round = {
  attack: string;
  pipelined: string;
  residentMb: number;
  p50Ms: number;
  slowestMs: number;
  deliveries: number;
  answers: number;
  connections: number;
};

/** What ten strangers can do to Zoom's deliveries and to the memory of the service. */
export const benchHostile: Bench["run"] = async ({ seconds, wal }, say) => {
  const database = await openDatabase({ wal });
  try {
    const rounds: Round[] = [];
    for (const attack of attacks) {
      for (const perConnection of [null, mostAllowed]) {
        // Each has a process of its own: memory that one attack took tells nothing of the next.
        const service = await startService(database.url, [], { DOCS: "on", RATE_LIMIT_PER_MINUTE: "600" });
        const round = await measure(service, { attack, perConnection, seconds });
        await service.stop();
        rounds.push(round);
        say(`${attack.name}, ${round.pipelined}: ${round.residentMb.toFixed(0)} MB`);
      }
    }
    const machine = describeMachine(database.version);
    const most = Math.max(...rounds.map(({ residentMb }) => residentMb));
    const slowest = Math.max(...rounds.map(({ slowestMs }) => slowestMs));
    const reached = most < goals.residentMb && slowest < goals.slowestMs;
    const lines = [
      machineLine(machine),
      ...printTable(
        [
          "10 connections",
          "requests at once",
          "MB at most",
          "webhook p50 ms",
          "slowest ms",
          "answers",
          "opened",
        ],
        rounds.map((round) => [
          round.attack,
          round.pipelined,
          round.residentMb.toFixed(0),
          round.p50Ms.toFixed(1),
          round.slowestMs.toFixed(0),
          String(round.answers),
          String(round.connections),
        ]),
      ),
      `goal: less than ${goals.residentMb} MB, each signed webhook within ${goals.slowestMs} ms: ${reached ? "reached" : "missed"}`,
    ];
    return { lines, figures: { bench: "hostile", machine, goals, rounds } };
  } finally {
    await database.close();
  }
};

type Measured = { attack: Attack; perConnection: number | null; seconds: number };

async function measure(service: Child, { attack, perConnection, seconds }: Measured): Promise<Round> {
  const { name, ...request } = attack;
  const run = { over: false };
  const attacking = runAttack({ ...request, url: service.url, connections, seconds, perConnection });
  const [figures, durations, residentMb] = await Promise.all([
    attacking.finally(() => {
      run.over = true;
    }),
    deliverUntil(service, run),
    watchMemory(service, run),
  ]);
  const sorted = Float64Array.from(durations).sort();
  return {
    attack: name,
    pipelined: perConnection === null ? "all" : String(perConnection),
    residentMb,
    p50Ms: percentile(sorted, 0.5),
    slowestMs: sorted.at(-1) ?? Number.POSITIVE_INFINITY,
    deliveries: sorted.length,
    ...figures,
  };
}

/** Delivers now and then, each time over a connection of its own as Zoom does. @throws Error when one is not stored */
async function deliverUntil({ url }: Child, run: { over: boolean }): Promise<number[]> {
  const { hostname, port, host } = new URL(url);
  const sender = { host, secret: webhookSecret, run: `${Date.now().toString(36)}-` };
  const durations: number[] = [];
  while (!run.over) {
    const startedAt = performance.now();
    const connection = await openConnection(hostname, Number(port));
    const status = await connection.send(signedDelivery(sender, durations.length));
    connection.close();
    if (status !== 200) throw new Error(`A signed delivery was answered with ${status}`);
    durations.push(performance.now() - startedAt);
    await sleep(deliverEveryMs);
  }
  return durations;
}

async function watchMemory({ pid }: Child, run: { over: boolean }): Promise<number> {
  let most = 0;
  while (!run.over) {
    most = Math.max(most, (await memoryOf(pid)).residentMb);
    await sleep(sampleMemoryMs);
  }
  return most;
}
