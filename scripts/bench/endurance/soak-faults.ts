import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "../start-child.ts";
import type { World } from "./open-world.ts";

const lastsMs = 5_000;
const stallMs = 2_000;
const slowMs = 3_000;
const badCallers = 100;
const maxAnswerMs = 10_000;

export type SoakFault = { name: string; cause(): Promise<void> };

/** Faults that last some seconds each. The worker is another process than the one that is watched. */
export function soakFaults(world: World, watched: Child): SoakFault[] {
  const { database, zoom } = world;
  const { control } = zoom;
  let worker: Child | null = null;
  const whileZoomFails = async (fault: Parameters<typeof control.addFault>[0]) => {
    await control.addFault(fault);
    await sleep(lastsMs);
    await control.clearFaults();
  };
  return [
    {
      name: "Zoom answers 503",
      cause: () => whileZoomFails({ match: {}, kind: "status", status: 503, times: -1 }),
    },
    {
      name: "Zoom is slow",
      cause: () => whileZoomFails({ match: {}, kind: "delay", delayMs: slowMs, times: -1 }),
    },
    {
      name: "database connections are cut",
      cause: () =>
        database.run(`select pg_terminate_backend(pid) from pg_stat_activity
          where application_name like 'patientcare-zoom%'`),
    },
    {
      name: "Zoom limits the rate",
      cause: () =>
        whileZoomFails({
          match: {},
          kind: "status",
          status: 429,
          headers: { "retry-after": "1" },
          body: { code: 429, message: "You have reached the maximum per-second rate limit for this API." },
          times: -1,
        }),
    },
    {
      name: "the database stalls",
      cause: () =>
        database.run(`begin; lock table zoom_meetings, webhook_deliveries in access exclusive mode;
          select pg_sleep(${stallMs / 1_000}); commit`),
    },
    { name: "bad callers", cause: () => callBadly(watched.url) },
    {
      name: "Zoom's answers are lost",
      cause: () => whileZoomFails({ match: { method: "POST" }, kind: "drop-after-commit", times: -1 }),
    },
    {
      name: "a worker is restarted",
      async cause() {
        await worker?.stop();
        worker = await world.start("worker");
      },
    },
    {
      name: "Zoom's tokens are revoked",
      cause: () => control.revokeTokens(),
    },
  ];
}

/** Calls without a right token, of the wrong form or size, with unknown links or signatures, and such that hang up. */
async function callBadly(baseUrl: string): Promise<void> {
  const post = (body: string, headers: Record<string, string> = {}) => ({
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  const word = () => randomBytes(12).toString("base64url");
  const bad = (): [path: string, init: RequestInit][] => [
    ["/trpc/meetings.get", post("{", { authorization: `Bearer ${word()}` })],
    ["/trpc/meetings.nothing", post("{}")],
    ["/api/zoom/meetings/none", { headers: { authorization: "Basic none" } }],
    ["/api/zoom/meetings", post("x".repeat(2_000_000))],
    ["/api/zoom/webhook", post(`{"event":"meeting.started"}`, { "x-zm-signature": `v0=${word()}` })],
    [`/j/${word()}`, { method: "POST" }],
    ["/j/none", { signal: AbortSignal.timeout(1) }],
    [`/${word()}`, {}],
  ];
  for (let number = 0; number < badCallers; number++) {
    await Promise.all(
      bad().map(async ([path, init]) => {
        const signal = AbortSignal.timeout(maxAnswerMs);
        const response = await fetch(baseUrl + path, { signal, ...init }).catch(() => null);
        await response?.body?.cancel();
      }),
    );
  }
}
