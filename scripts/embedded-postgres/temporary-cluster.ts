import { readFileSync, rmSync } from "node:fs";
import { chmod, mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { processAlive } from "./processes.ts";

export type TemporaryCluster = {
  url: string;
  /** Ends PostgreSQL as `pg_ctl stop -m immediate` does, without notice to its clients, and starts it again. */
  restartAtOnce(): Promise<void>;
  remove(): void;
};

const pollMs = 10;
const maxExitChecks = 200;

/**
 * A cluster in a temporary folder whose name begins with `prefix`; `remove` ends it although clients are connected.
 * Clusters of the same prefix whose starter was killed are removed first.
 */
export async function startTemporaryCluster(
  prefix: string,
  settings: Record<string, string>,
): Promise<TemporaryCluster> {
  await removeAbandoned(prefix);
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const remove = () => {
    process.off("exit", remove);
    removeCluster(folder);
  };
  // An interrupted run exits without its teardown.
  process.once("exit", remove);
  try {
    // PostgreSQL's user passes through on the way to the data, which stays closed to others.
    await chmod(folder, 0o711);
    const start = { dataDir: join(folder, "postgres"), settings };
    const { url, pid } = await startEmbeddedPostgres(start);
    let running = pid;
    const restartAtOnce = async () => {
      process.kill(running, "SIGQUIT");
      while (processAlive(running)) await wait(pollMs);
      running = (await startEmbeddedPostgres({ ...start, port: Number(new URL(url).port) })).pid;
    };
    return { url, restartAtOnce, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** A run that was killed leaves its cluster running. */
async function removeAbandoned(prefix: string): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const starter = Number(name.slice(prefix.length).split("-")[0]);
    if (!processAlive(starter)) removeCluster(join(tmpdir(), name));
  }
}

/** Without awaiting anything, so that it also works while the process exits. */
function removeCluster(folder: string): void {
  const runtime = readText(join(folder, "postgres.json"));
  const dataDir: string = runtime ? JSON.parse(runtime).dataDir : join(folder, "postgres");
  const pid = Number(readText(join(dataDir, "postmaster.pid")).split("\n")[0]);
  if (pid > 0 && processAlive(pid)) process.kill(pid, "SIGQUIT");
  const pause = new Int32Array(new SharedArrayBuffer(4));
  // Bounded: some systems show a child that has ended as alive until this process comes to reap it.
  for (let check = 0; check < maxExitChecks && pid > 0 && processAlive(pid); check++) {
    Atomics.wait(pause, 0, 0, pollMs);
  }
  for (const path of [dataDir, folder]) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
