import { setTimeout as sleep } from "node:timers/promises";
import type { ZoomClient } from "@patientcare/zoom-sdk";
import { type ServerProcess, startServerProcess } from "../server-process.ts";

export interface Replicas extends AsyncDisposable {
  /** The address of the next in turn: a dead one is left out, as balancers do, once that has been noticed. */
  nextUrl(): string;
  /** The SDK as the platform, at one of them. */
  serviceAt(number: number): ZoomClient;
  /** kill -9 of one of them, a pause of random length, and a start that is tried again until it holds. */
  killAndStart(number: number, pauseMs: number): Promise<void>;
}

const mostStarts = 20;
/** A balancer notices a dead replica this much later: until then calls go astray. */
const noticedAfterMs = 200;

/** The service several times over one database, as processes of their own. */
export async function openReplicas(count: number, environment: Record<string, string>): Promise<Replicas> {
  const processes = await Promise.all(Array.from({ length: count }, () => startPatiently(environment)));
  let standing = processes;
  const at = (number: number, among = processes): ServerProcess => {
    const found = among[number % among.length];
    if (!found) throw new Error(`There is no replica ${number}`);
    return found;
  };
  let turn = 0;
  return {
    nextUrl: () => at(turn++, standing).url,
    serviceAt: (number) => at(number).service,
    async killAndStart(number, pauseMs) {
      const killed = at(number);
      await killed.kill();
      await sleep(noticedAfterMs);
      standing = processes.filter((process) => process !== killed);
      await sleep(pauseMs);
      processes[processes.indexOf(killed)] = await startPatiently(environment);
      standing = [...processes];
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(processes.map((process) => process.kill()));
    },
  };
}

/** While PostgreSQL is away the service ends with an error; whoever looks after it starts it again. */
async function startPatiently(environment: Record<string, string>): Promise<ServerProcess> {
  for (let start = 1; ; start += 1) {
    try {
      return await startServerProcess(environment);
    } catch (error) {
      if (start === mostStarts) throw error;
      await sleep(100);
    }
  }
}
