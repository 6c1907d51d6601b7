import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { DeliveryFigures, DeliveryJob } from "./delivery-job.ts";

const script = resolve(import.meta.dirname, "delivery-process.ts");

/** Delivers to a server from another process. @throws Error when any delivery was not kept */
export async function putDeliveries(job: DeliveryJob): Promise<DeliveryFigures> {
  const child = fork(script, { serialization: "advanced" });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  try {
    child.send(job);
    const [figures] = await Promise.race([once(child, "message"), diedOf(child)]);
    const { kept, errors }: DeliveryFigures = figures;
    if (errors > 0) throw new Error(`${errors} deliveries to ${job.url} were not kept: nothing was measured`);
    if (kept === 0) throw new Error(`${job.url} kept nothing: nothing was measured`);
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
