import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const script = resolve(import.meta.dirname, "cluster-process.ts");

export type OwnedCluster = {
  url: string;
  /** Ends PostgreSQL as `pg_ctl stop -m immediate` does, without telling anybody, and starts it again. */
  restartAtOnce(): Promise<void>;
  remove(): Promise<void>;
};

/**
 * A PostgreSQL in a temporary folder whose name begins with `prefix`. It is removed by `remove`, and also when this process
 * ends without that, however it ends.
 */
export async function startOwnedCluster(
  prefix: string,
  settings: Record<string, string>,
): Promise<OwnedCluster> {
  const holder = fork(script, {
    // Detached: Ctrl-C must not end it before those that are still connected.
    detached: true,
    // It must outlive its parent: neither the parent's flags nor its standard input may end it.
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(holder, "exit");
  const call = async (message: object | string): Promise<string> => {
    const answer = once(holder, "message");
    holder.send(message);
    const arrived = await Promise.race([answer, ended.then(() => null)]);
    if (!arrived) throw new Error("The process that holds PostgreSQL has ended: see its message above");
    return arrived[0];
  };
  const url = await call({ prefix, settings });
  return {
    url,
    restartAtOnce: async () => void (await call("restart")),
    async remove() {
      if (holder.connected) holder.disconnect();
      await ended;
    },
  };
}
