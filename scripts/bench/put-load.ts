import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { LoadFigures, LoadJob } from "./load-job.ts";

const script = resolve(import.meta.dirname, "load-process.ts");

/** Calls a server as fast as it answers, from another process. @throws Error when any answer was not 2xx */
export async function putLoad(job: LoadJob): Promise<LoadFigures> {
  const child = fork(script, { serialization: "advanced" });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  try {
    child.send(job);
    const [figures] = await Promise.race([once(child, "message"), diedOf(child)]);
    requireGood(figures, job.url);
    return figures;
  } finally {
    process.off("exit", kill);
    kill();
  }
}

async function diedOf(child: ReturnType<typeof fork>): Promise<never> {
  const [code, signal] = await once(child, "exit");
  throw new Error(`The load generator ended before its time (${signal ?? `exit code ${code}`})`);
}

function requireGood({ answers, errors }: LoadFigures, url: string): void {
  if (errors > 0) throw new Error(`${errors} of ${answers} calls to ${url} failed: nothing was measured`);
  if (answers === 0) throw new Error(`${url} answered nothing: nothing was measured`);
}
