import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { clusterUrl } from "./cluster-url.ts";
import { commandOf } from "./command-of.ts";
import { readPassword } from "./password.ts";
import { type Postmaster, readPostmaster } from "./postmaster.ts";
import { probe } from "./probe.ts";
import { processAlive } from "./process-alive.ts";

const pollMs = 50;
const settleTimeoutMs = 60_000;

/** The PostgreSQL that runs on this data folder and answers; one that is starting or stopping is waited for. */
export async function findRunning(dataDir: string): Promise<(Postmaster & { url: string }) | null> {
  for (const deadline = Date.now() + settleTimeoutMs; Date.now() < deadline; await wait(pollMs)) {
    const postmaster = await readPostmaster(dataDir);
    if (!postmaster) return null;
    const url = clusterUrl(await readPassword(dataDir), postmaster.port);
    if (processAlive(postmaster.pid) && (await probe(url)) === "answers") return { ...postmaster, url };
    if (!processAlive(postmaster.pid)) return null;
    const command = await commandOf(postmaster.pid);
    if (command !== null && !command.includes(dataDir)) {
      // Left by a crash, and another process has that id by now: PostgreSQL would take it for itself.
      await rm(join(dataDir, "postmaster.pid"), { force: true });
      return null;
    }
  }
  throw new Error(`The PostgreSQL on ${dataDir} runs but does not answer`);
}
