import { setTimeout as sleep } from "node:timers/promises";
import { createZoomClient } from "@patientcare/zoom-sdk";
import { mintToken } from "../local/mint-token.ts";
import type { Bench } from "./bench.ts";
import { describeMachine } from "./describe-machine.ts";
import { callVisit } from "./endurance/call-visit.ts";
import { type Call, createCaller } from "./endurance/caller.ts";
import { holdVisit } from "./endurance/hold-visit.ts";
import { openWorld, type World } from "./endurance/open-world.ts";
import { connectionsByName, descriptorsOf, memoryOf } from "./endurance/process-figures.ts";
import { type FaultSpan, reportSoak, type SoakSample } from "./endurance/report-soak.ts";
import { soakFaults } from "./endurance/soak-faults.ts";
import type { Child } from "./start-child.ts";
import { signing } from "./start-service.ts";

const minuteMs = 60_000;
const faultEveryMs = 10_000;
const sampleEveryMs = 5_000;
const visitsAtOnce = 12;
const subscribers = 20;
const pauseMs = 100;

/** Whether memory, descriptors and connections stay flat under calls, clicks, deliveries and streams, with a fault every 10 s. */
export const benchSoak: Bench["run"] = async ({ minutes, wal }, say) => {
  const world = await openWorld({ wal });
  try {
    const service = await world.start("all");
    const token = await mintToken({ sub: "bench", role: "service" }, signing);
    await world.zoom.control.setWebhookUrl(`${service.url}/api/zoom/webhook`);
    const calls: Call[] = [];
    const end = new AbortController();
    const startedAt = performance.now();
    const until = startedAt + minutes * minuteMs;
    const following = Array.from({ length: subscribers }, () => follow(service.url, token, end.signal));
    const callers = Array.from({ length: visitsAtOnce }, (_, place) =>
      keepCalling({ world, service, token, calls, until }, place),
    );
    const [samples, faults] = await Promise.all([
      watch({ world, service, until, say }),
      causeFaults({ world, service, until, say }),
      ...callers,
    ]);
    end.abort();
    await Promise.all(following);
    const machine = describeMachine(world.database.version);
    return reportSoak({ machine, minutes, startedAt, samples, faults, calls });
  } finally {
    await world.close();
  }
};

type Running = { world: World; service: Child; until: number };

async function keepCalling(
  { world, service, token, calls, until }: Running & { token: string; calls: Call[] },
  place: number,
): Promise<void> {
  const note = (call: Call) => void calls.push(call);
  const caller = createCaller({ baseUrl: service.url, token, pauseMs, note });
  const { control } = world.zoom;
  for (let number = place; performance.now() < until; number += visitsAtOnce) {
    await callVisit(caller, number, (visit) => holdVisit(visit, { baseUrl: service.url, caller, control }));
  }
}

/** Follows all events, and connects again from time to time, as the platform's own restarts do. */
async function follow(baseUrl: string, token: string, end: AbortSignal): Promise<void> {
  const client = createZoomClient({ baseUrl, token });
  while (!end.aborted) {
    const signal = AbortSignal.any([end, AbortSignal.timeout(Math.round(minuteMs * (0.5 + Math.random())))]);
    try {
      for await (const _ of client.lifecycle.events({}, { signal }));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

async function watch({
  world,
  service,
  until,
  say,
}: Running & { say: (line: string) => void }): Promise<SoakSample[]> {
  const samples: SoakSample[] = [];
  for (let next = performance.now(); next <= until; next += sampleEveryMs) {
    await sleep(Math.max(0, next - performance.now()));
    const [memory, descriptors, connections] = await Promise.all([
      memoryOf(service.pid),
      descriptorsOf(service.pid),
      connectionsByName(world.database.db),
    ]);
    const sample = { at: performance.now(), ...memory, descriptors, connections };
    samples.push(sample);
    say(`${sample.residentMb.toFixed(0)} MB, ${descriptors} descriptors`);
  }
  return samples;
}

async function causeFaults({
  world,
  service,
  until,
  say,
}: Running & { say: (line: string) => void }): Promise<FaultSpan[]> {
  const faults = soakFaults(world, service);
  const spans: FaultSpan[] = [];
  for (let number = 0, at = performance.now() + faultEveryMs; at < until; number++, at += faultEveryMs) {
    await sleep(Math.max(0, at - performance.now()));
    const fault = faults[number % faults.length];
    if (!fault) continue;
    say(fault.name);
    const from = performance.now();
    await fault.cause();
    spans.push({ name: fault.name, from, to: performance.now() });
  }
  return spans;
}
