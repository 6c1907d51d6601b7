import { resolve } from "node:path";
import { askLoadProcess } from "./ask-load-process.ts";
import type { LoadFigures, LoadJob } from "./load-job.ts";

const script = resolve(import.meta.dirname, "load-process.ts");

/** Calls a server as fast as it answers, from another process. @throws Error when any answer was not 2xx */
export async function putLoad(job: LoadJob): Promise<LoadFigures> {
  const figures = await askLoadProcess<LoadFigures>(script, job);
  const { answers, errors } = figures;
  if (errors > 0) throw new Error(`${errors} of ${answers} calls to ${job.url} failed: nothing was measured`);
  if (answers === 0) throw new Error(`${job.url} answered nothing: nothing was measured`);
  return figures;
}
