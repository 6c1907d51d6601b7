import { mkdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { placeBinaries } from "./binaries.ts";
import { makeCluster, startCluster, stopCluster } from "./cluster.ts";
import { clusterOwner, placeData } from "./owner.ts";
import { processAlive } from "./processes.ts";
import { findRunning, type Runtime, readRuntime, writeRuntime } from "./running.ts";
import { withStartLock } from "./start-lock.ts";

export type EmbeddedPostgresOptions = {
  /** The wanted data folder; made when missing. The log and the lock lie beside it. */
  dataDir: string;
  /** The file for url, port and process id (mode 600); `postgres.json` beside the data folder by default. */
  runtimeFile?: string;
  /** Settings of postgresql.conf. With `fsync: "off"` the cluster is also made without syncing. */
  settings?: Record<string, string>;
  /** The port to listen on; else the earlier one when free, else any. */
  port?: number;
  onProgress?: (line: string) => void;
};

export type EmbeddedPostgres = {
  /** postgres://postgres:…@127.0.0.1:port/postgres, a superuser. */
  url: string;
  /** The folder the data lies in, which may differ from the wanted one. */
  dataDir: string;
  pid: number;
  /** False when PostgreSQL ran already. */
  started: boolean;
  /**
   * Stops PostgreSQL if this process started it, or the process that did has ended, and no other client is connected;
   * otherwise PostgreSQL goes on running.
   */
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL of our own, or finds the one that runs on this data folder already.
 * @throws Error with the remedy when this system cannot run it
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const wanted = await resolveDataDir(options.dataDir);
  const runtimeFile = options.runtimeFile ?? join(dirname(wanted), "postgres.json");
  const lock = `${wanted}.lock`;
  const { runtime, started } = await withStartLock(lock, () => findOrStart(wanted, runtimeFile, options));
  const stop = () => withStartLock(lock, () => stopIfLast(runtimeFile, runtime, started));
  return { url: runtime.url, dataDir: runtime.dataDir, pid: runtime.pid, started, stop };
}

/** One folder has one lock and one place, whatever symbolic links lead to it. */
async function resolveDataDir(dataDir: string): Promise<string> {
  const parent = dirname(resolve(dataDir));
  await mkdir(parent, { recursive: true });
  return join(await realpath(parent), basename(resolve(dataDir)));
}

async function findOrStart(
  wanted: string,
  runtimeFile: string,
  { settings = {}, port, onProgress = () => {} }: EmbeddedPostgresOptions,
): Promise<{ runtime: Runtime; started: boolean }> {
  const owner = await clusterOwner(wanted);
  const dataDir = await placeData(wanted, owner);
  const earlier = await readRuntime(runtimeFile);

  const running = await findRunning(dataDir);
  if (running) {
    const known = earlier?.pid === running.pid;
    const runtime = { ...running, dataDir, startedBy: known ? earlier.startedBy : process.pid };
    if (!known) await writeRuntime(runtimeFile, runtime);
    return { runtime, started: false };
  }

  const binDir = await placeBinaries(owner, onProgress);
  if (dataDir !== wanted) {
    onProgress(
      `The database is kept in ${dataDir}: PostgreSQL runs as "${owner?.name}", who cannot enter ${wanted}`,
    );
  }
  if (!(await stat(join(dataDir, "PG_VERSION")).catch(() => null))) {
    onProgress(`Making a database in ${dataDir} (first start only) …`);
    await makeCluster(binDir, dataDir, owner, { durable: settings.fsync !== "off" });
  }
  const logFile = `${wanted}.log`;
  const earlierPort = earlier?.port ?? 0;
  const cluster = await startCluster({ binDir, dataDir, logFile, owner, settings, port, earlierPort });
  const runtime = { ...cluster, dataDir, startedBy: process.pid };
  await writeRuntime(runtimeFile, runtime);
  return { runtime, started: true };
}

async function stopIfLast(runtimeFile: string, cluster: Runtime, started: boolean): Promise<void> {
  const current = await readRuntime(runtimeFile);
  if (current && current.pid !== cluster.pid) return;
  if (!started && processAlive(current?.startedBy ?? cluster.startedBy)) return;
  await stopCluster(cluster);
}
