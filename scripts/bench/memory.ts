import { setTimeout as sleep } from "node:timers/promises";
import { mintToken } from "../local/mint-token.ts";
import type { Bench } from "./bench.ts";
import { describeMachine, machineLine } from "./describe-machine.ts";
import { callVisit } from "./endurance/call-visit.ts";
import { type Call, createCaller } from "./endurance/caller.ts";
import { openWorld, type World } from "./endurance/open-world.ts";
import { type MemoryFigures, memoryOf } from "./endurance/process-figures.ts";
import { deliveriesPerVisit, visitDeliveries } from "./endurance/visit-deliveries.ts";
import { printTable } from "./print-table.ts";
import { type DueVisit, seedDueVisits } from "./seed-due-visits.ts";
import type { Child } from "./start-child.ts";
import { signing, webhookSecret } from "./start-service.ts";
import { openConnection } from "./webhooks/connection.ts";
import { signedRequest } from "./webhooks/signed-delivery.ts";

const defaultCount = 100_000;
const quarters = 4;
// Short ones, so that no connection of the callers lies idle for as long as the service keeps one.
const roundsPerQuarter = 5;
const goalMb = 200;
const callersAtOnce = 16;
const deliveriesAtOnce = 8;
const maxBacklogMs = 10 * 60_000;

type Phase = MemoryFigures & { calls: number; deliveries: number; idleMb: number };

/** The memory of the service's process after many calls and deliveries, under load and after a pause. */
export const benchMemory: Bench["run"] = async ({ seconds, wal, rows: count = defaultCount }, say) => {
  const world = await openWorld({ wal });
  try {
    say("Seeding visits that begin now …");
    const visits = await seedDueVisits(world.database, Math.ceil(count / deliveriesPerVisit));
    const service = await world.start("all");
    const token = await mintToken({ sub: "bench", role: "service" }, signing);
    const done = { calls: 0, deliveries: 0 };
    const phases: Phase[] = [];
    const measure = async () => {
      const busy = await memoryOf(service.pid);
      await sleep(seconds * 1_000);
      const { residentMb: idleMb } = await memoryOf(service.pid);
      phases.push({ ...done, ...busy, idleMb });
      say(`${done.calls} calls, ${done.deliveries} deliveries: ${Math.round(idleMb)} MB`);
    };
    await measure();
    const rounds = quarters * roundsPerQuarter;
    for (let round = 1; round <= rounds; round++) {
      const share = visits.slice(((round - 1) * visits.length) / rounds, (round * visits.length) / rounds);
      done.calls += await callUntil((count * round) / rounds - done.calls, { service, token, round });
      done.deliveries += await deliver(world, service, share);
      if (round % roundsPerQuarter === 0) await measure();
    }
    const machine = describeMachine(world.database.version);
    const last = phases.at(-1)?.idleMb ?? Number.POSITIVE_INFINITY;
    const lines = [
      machineLine(machine),
      ...printTable(
        ["calls", "deliveries", "MB at work", "MB at most", `MB after ${seconds} s of rest`],
        phases.map(({ calls, deliveries, residentMb, peakMb, idleMb }) =>
          [calls, deliveries, residentMb, peakMb, idleMb].map((number) => number.toFixed(0)),
        ),
      ),
      `goal: less than ${goalMb} MB at the end: ${last < goalMb ? "reached" : "missed"}`,
    ];
    return { lines, figures: { bench: "memory", machine, phases } };
  } finally {
    await world.close();
  }
};

/** Reads and changes over RPC and REST until so many calls are answered. @throws Error when one was refused */
async function callUntil(
  count: number,
  { service, token, round }: { service: Child; token: string; round: number },
): Promise<number> {
  const calls: Call[] = [];
  const note = (call: Call) => void calls.push(call);
  const caller = createCaller({ baseUrl: service.url, token, pauseMs: 0, note });
  let next = round * defaultCount;
  await Promise.all(
    Array.from({ length: callersAtOnce }, async () => {
      while (calls.length < count) await callVisit(caller, next++);
    }),
  );
  const refused = calls.find(({ status }) => status === 0 || status >= 400);
  if (refused) throw new Error(`${refused.name} was answered with ${refused.status}: ${refused.reason}`);
  return calls.length;
}

/** Delivers what Zoom sends of these visits, and waits until it is applied. @throws Error when a delivery is not stored */
async function deliver({ database }: World, { url }: Child, visits: readonly DueVisit[]): Promise<number> {
  const { hostname, port, host } = new URL(url);
  const waiting = [...visits];
  let sent = 0;
  const deliverOne = async () => {
    const connection = await openConnection(hostname, Number(port));
    for (let visit = waiting.pop(); visit; visit = waiting.pop()) {
      for (const body of visitDeliveries(visit)) {
        const status = await connection.send(
          signedRequest({ host, secret: webhookSecret }, body, `${sent++}`),
        );
        if (status !== 200) throw new Error(`A delivery was answered with ${status}`);
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: deliveriesAtOnce }, deliverOne));
  const backlog = database.db.selectFrom("webhook_deliveries").select("id").where("state", "=", "received");
  for (const until = performance.now() + maxBacklogMs; performance.now() < until; await sleep(200)) {
    if (!(await backlog.limit(1).executeTakeFirst())) return sent;
  }
  throw new Error(`The deliveries were not applied within ${maxBacklogMs / 60_000} minutes`);
}
