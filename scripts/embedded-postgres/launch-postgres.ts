import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ClusterOwner } from "./cluster-owner.ts";
import { probe } from "./probe.ts";
import { runAsOwner } from "./run-as-owner.ts";

const pollMs = 20;
const startTimeoutMs = 60_000;

type Launch = {
  binDir: string;
  dataDir: string;
  logFile: string;
  owner: ClusterOwner;
  url: string;
  settings: Record<string, string>;
};

/** Starts PostgreSQL and waits until it answers. `exited` holds its last words when it ended instead. */
export async function launchPostgres(launch: Launch): Promise<{ pid: number } | { exited: string }> {
  const log = await open(launch.logFile, "a", 0o600);
  const logStart = (await log.stat()).size;
  const args = Object.entries(launch.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = await runAsOwner(
    join(launch.binDir, "postgres"),
    ["-D", launch.dataDir, ...args],
    launch.owner,
    // Detached: Ctrl-C in the terminal must not end the database before the server has drained.
    { cwd: launch.dataDir, detached: true, stdio: ["ignore", log.fd, log.fd] },
  ).finally(() => log.close());
  child.unref();
  let ended = false;
  once(child, "exit").then(() => {
    ended = true;
  });

  for (const deadline = Date.now() + startTimeoutMs; ; await wait(pollMs)) {
    if (ended) return { exited: (await readFile(launch.logFile)).subarray(logStart).toString().trim() };
    if ((await probe(launch.url)) === "answers" && !ended && child.pid) return { pid: child.pid };
    if (Date.now() > deadline) {
      child.kill("SIGQUIT");
      throw new Error(`PostgreSQL did not answer within a minute; its log is ${launch.logFile}`);
    }
  }
}
