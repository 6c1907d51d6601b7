import { fork } from "node:child_process";
import { once } from "node:events";

/** Runs a job in a load generator's own process, which ends with its answer. @throws Error when it dies before that */
export async function runLoadProcess<Figures>(script: string, job: object): Promise<Figures> {
  const child = fork(script, { serialization: "advanced", execArgv: [] });
  try {
    child.send(job);
    const [figures] = await Promise.race([once(child, "message"), failedExit(child)]);
    return figures;
  } finally {
    child.kill("SIGKILL");
  }
}

async function failedExit(child: ReturnType<typeof fork>): Promise<never> {
  const [code, signal] = await once(child, "exit");
  throw new Error(`The load generator ended too early (${signal ?? `exit code ${code}`})`);
}
