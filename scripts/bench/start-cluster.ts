import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const script = resolve(import.meta.dirname, "cluster-process.ts");

export type Cluster = { url: string; remove(): Promise<void> };

/**
 * A PostgreSQL in a temporary folder whose name begins with `prefix`. It is removed by `remove`, and also when this process
 * ends without that, however it ends.
 */
export async function startCluster(prefix: string, settings: Record<string, string>): Promise<Cluster> {
  // Detached: Ctrl-C must not reach it before those that are still connected.
  const holder = fork(script, { detached: true });
  const ended = once(holder, "exit");
  holder.send({ prefix, settings });
  const answer = await Promise.race([once(holder, "message"), ended.then(() => null)]);
  if (!answer) throw new Error("PostgreSQL could not be started: see its message above");
  return {
    url: answer[0],
    async remove() {
      holder.disconnect();
      await ended;
    },
  };
}
