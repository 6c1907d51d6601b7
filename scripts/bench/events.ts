import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createZoomClient } from "@patientcare/zoom-sdk";
import { mintToken } from "../local/mint-token.ts";
import type { Bench } from "./bench.ts";
import { describeMachine, machineLine } from "./describe-machine.ts";
import { openDatabase } from "./open-database.ts";
import { percentile } from "./percentile.ts";
import { printTable } from "./print-table.ts";
import { type DueVisit, seedDueVisits } from "./seed-due-visits.ts";
import { signing, startService, webhookSecret } from "./start-service.ts";

const perSecond = 200;
const maxP99Ms = 150;
const warmUpSeconds = 2;
const maxWaitMs = 10_000;

/** How long after Zoom's delivery a subscriber receives the event, at 200 visits that start each second. */
export const benchEvents: Bench["run"] = async ({ seconds, wal }, say) => {
  const database = await openDatabase({ wal });
  try {
    const count = perSecond * (seconds + warmUpSeconds);
    say(`Seeding ${count} visits that begin now …`);
    const visits = await seedDueVisits(database, count);
    const service = await startService(database.url, [], { ROLE: "all" });
    try {
      const received = await listen(service.url);
      say(`Starting ${perSecond} visits a second …`);
      const sent = await startAll(service.url, visits);
      await received.have(count).finally(received.stop);
      const measured = visits.slice(perSecond * warmUpSeconds);
      const times = (from: (times: SentAt) => number) =>
        measured.flatMap(({ id, zoomId }) => {
          const times = sent.get(zoomId);
          return times ? (received.at.get(id) ?? 0) - from(times) : [];
        });
      const rows = [
        ["delivery sent → received", times(({ sentAt }) => sentAt)],
        ["delivery acknowledged → received", times(({ acknowledgedAt }) => acknowledgedAt)],
        [
          "delivery sent → acknowledged",
          [...sent.values()].map(({ sentAt, acknowledgedAt }) => acknowledgedAt - sentAt),
        ],
      ] as const;
      const machine = describeMachine(database.version);
      const figures = rows
        .map(([name, unsorted]) => [name, unsorted.toSorted((a, b) => a - b)] as const)
        .map(([name, all]) => ({
          name,
          p50: percentile(all, 0.5),
          p99: percentile(all, 0.99),
        }));
      const p99 = figures[0]?.p99 ?? Number.POSITIVE_INFINITY;
      return {
        lines: [
          machineLine(machine),
          `${perSecond} visits start each second, for ${seconds} s; one subscriber to all of them.`,
          "",
          ...printTable(
            ["", "p50 ms", "p99 ms"],
            figures.map(({ name, p50, p99: last }) => [name, p50.toFixed(1), last.toFixed(1)]),
          ),
          `goal: sent → received p99 < ${maxP99Ms} ms: ${p99 < maxP99Ms ? "reached" : "missed"}`,
        ],
        figures: { bench: "events", machine, perSecond, seconds, times: figures },
      };
    } finally {
      await service.stop();
    }
  } finally {
    await database.close();
  }
};

type SentAt = { sentAt: number; acknowledgedAt: number };

/** Records when each meeting's first event was received. */
async function listen(baseUrl: string) {
  const token = await mintToken({ sub: "bench", role: "service" }, signing);
  const stop = new AbortController();
  const events = createZoomClient({ baseUrl, token }).lifecycle.events({}, { signal: stop.signal });
  const at = new Map<string, number>();
  const first = events.next();
  const read = async () => {
    const record = ({ meetingId }: { meetingId: string }) =>
      at.set(meetingId, at.get(meetingId) ?? performance.now());
    const { value } = await first;
    if (value) record(value);
    for await (const event of events) record(event);
  };
  read().catch(() => {});
  // The stream begins at the feed's head when it opens, and sends nothing until something happens.
  await sleep(1_000);
  return {
    at,
    /** Otherwise it would try to reconnect for ever. */
    stop: () => stop.abort(),
    async have(count: number) {
      const until = performance.now() + maxWaitMs;
      while (at.size < count && performance.now() < until) await sleep(50);
      if (at.size < count) throw new Error(`${count - at.size} of ${count} visits had no event`);
    },
  };
}

async function startAll(url: string, visits: readonly DueVisit[]): Promise<Map<string, SentAt>> {
  const sent = new Map<string, SentAt>();
  const start = performance.now();
  const running: Promise<void>[] = [];
  for (const [index, visit] of visits.entries()) {
    await sleep(Math.max(0, start + (index * 1_000) / perSecond - performance.now()));
    running.push(deliver(url, visit.zoomId).then((times) => void sent.set(visit.zoomId, times)));
  }
  await Promise.all(running);
  return sent;
}

async function deliver(url: string, zoomId: string): Promise<SentAt> {
  const body = JSON.stringify({
    event: "meeting.started",
    event_ts: Date.now(),
    payload: {
      account_id: "bench",
      object: { id: zoomId, uuid: `${randomUUID()}==`, start_time: new Date().toISOString() },
    },
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac("sha256", webhookSecret).update(`v0:${timestamp}:${body}`).digest("hex");
  const sentAt = performance.now();
  const { status } = await fetch(`${url}/api/zoom/webhook`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-zm-request-timestamp": timestamp,
      "x-zm-signature": `v0=${digest}`,
    },
    body,
  });
  if (status !== 200) throw new Error(`A delivery was answered with ${status}`);
  return { sentAt, acknowledgedAt: performance.now() };
}
