import { fork } from "node:child_process";
import { once } from "node:events";

/** Gives a job to a load generator in a process of its own, and ends it once it has answered. @throws Error when it dies */
export async function askLoadProcess<Figures>(script: string, job: object): Promise<Figures> {
  const child = fork(script, { serialization: "advanced" });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  try {
    child.send(job);
    const [figures] = await Promise.race([once(child, "message"), diedOf(child)]);
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
