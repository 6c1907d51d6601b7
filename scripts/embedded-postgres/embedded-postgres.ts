import { mkdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { clusterOwner } from "./cluster-owner.ts";
import { findRunning } from "./find-running.ts";
import { makeCluster } from "./make-cluster.ts";
import { placeBinaries } from "./place-binaries.ts";
import { placeData } from "./place-data.ts";
import { processAlive } from "./process-alive.ts";
import { type Runtime, readRuntime, writeRuntime } from "./runtime-file.ts";
import { startCluster } from "./start-cluster.ts";
import { stopCluster } from "./stop-cluster.ts";
import { withStartLock } from "./with-start-lock.ts";

export type EmbeddedPostgresOptions = {
  /** The wanted data folder; made when missing. Its parent also takes the log and the lock. */
  dataDir: string;
  /** Where url, port and process id are kept (mode 600); `postgres.json` beside the data folder. */
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
  /** Where the data really lies. */
  dataDir: string;
  pid: number;
  /** False when one that ran already is used. */
  started: boolean;
  /**
   * Stops PostgreSQL if this process started it, or the process that did is gone, and nobody else is connected;
   * otherwise it goes on running.
   */
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL of our own, or finds the one that runs on this data folder already.
 * @throws Error that says what to do when this system cannot run it
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const wanted = await settlePath(options.dataDir);
  const runtimeFile = options.runtimeFile ?? join(dirname(wanted), "postgres.json");
  const lock = `${wanted}.lock`;
  const { runtime, started } = await withStartLock(lock, () => findOrStart(wanted, runtimeFile, options));
  const stop = () => withStartLock(lock, () => stopIfLast(runtimeFile, runtime, started));
  return { url: runtime.url, dataDir: runtime.dataDir, pid: runtime.pid, started, stop };
}

/** One folder has one lock and one place, whatever links lead to it. */
async function settlePath(dataDir: string): Promise<string> {
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
  const now = await readRuntime(runtimeFile);
  if (now && now.pid !== cluster.pid) return;
  if (!started && processAlive(now?.startedBy ?? cluster.startedBy)) return;
  await stopCluster(cluster);
}
