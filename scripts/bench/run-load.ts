import { resolve } from "node:path";
import { runLoadProcess } from "./run-load-process.ts";

export type LoadRequest = {
  method: "GET" | "POST";
  path: string;
  headers?: Record<string, string>;
  body?: string;
};

export type LoadJob = {
  url: string;
  connections: number;
  /** Answered as well, but not measured. */
  warmUpSeconds: number;
  seconds: number;
  /** Spread over the connections; each sends its own share again and again. */
  requests: LoadRequest[];
};

export type LoadFigures = {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** All of them, the warm-up's as well. */
  answers: number;
  /** Answers that are not 2xx, and connections that broke or waited too long. */
  errors: number;
};

const loadScript = resolve(import.meta.dirname, "load-process.ts");

/** Calls a server as fast as it answers, from another process. @throws Error when any answer was not 2xx */
export async function runLoad(job: LoadJob): Promise<LoadFigures> {
  const figures = await runLoadProcess<LoadFigures>(loadScript, job);
  const { answers, errors } = figures;
  if (errors > 0) throw new Error(`${errors} of ${answers} calls to ${job.url} failed: nothing was measured`);
  if (answers === 0) throw new Error(`${job.url} answered nothing: nothing was measured`);
  return figures;
}
