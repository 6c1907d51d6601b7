import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, open, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { freePort } from "./free-port.ts";
import { type ClusterOwner, giveToOwner, runAsOwner } from "./owner.ts";
import { processAlive } from "./processes.ts";
import { clusterUrl, passwordFile, probe, readPassword, readPostmaster } from "./running.ts";

const pollMs = 20;
const maxStartMs = 60_000;
const maxRetryMs = 10_000;
const retryPauseMs = 100;
const maxStopMs = 30_000;
const maxExitMs = 2_000;
const maxConnectionChecks = 10;
const connectionCheckPauseMs = 30;

const fixedSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  // A failing statement and its details hold people's data, which has no place in a log.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
};

/** Makes a new cluster beside `dataDir` and moves it there when it is whole, so that a half-made one is never used. */
export async function makeCluster(
  binDir: string,
  dataDir: string,
  owner: ClusterOwner,
  { durable }: { durable: boolean },
): Promise<void> {
  await removeEmpty(dataDir);
  const unfinished = `${dataDir}.making`;
  const secret = `${dataDir}.password`;
  const password = randomBytes(24).toString("base64url");
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    await writeFile(secret, password, { mode: 0o600 });
    await giveToOwner(owner, [unfinished, secret]);
    await runInitdb(binDir, unfinished, secret, owner, durable);
    await rename(secret, passwordFile(unfinished));
    await rename(unfinished, dataDir);
  } finally {
    await rm(secret, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return;
    throw new Error(`${folder} holds something that is not a database; move it away (${error.code})`);
  });
}

async function runInitdb(
  binDir: string,
  folder: string,
  secret: string,
  owner: ClusterOwner,
  durable: boolean,
): Promise<void> {
  const args = [
    `--pgdata=${folder}`,
    "--username=postgres",
    `--pwfile=${secret}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // The built-in provider sorts the same way whatever locales the system has.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
    ...(durable ? [] : ["--no-sync"]),
  ];
  const initdb = await runAsOwner(join(binDir, "initdb"), args, owner, {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise<number | null>((resolve) => initdb.once("close", resolve));
  const errors = initdb.stderr ? await text(initdb.stderr) : "";
  const code = await exited;
  if (code !== 0) throw new Error(`PostgreSQL could not make a database (initdb, ${code}): ${errors.trim()}`);
}

type ClusterFiles = { binDir: string; dataDir: string; logFile: string; owner: ClusterOwner };
type ClusterStart = ClusterFiles & {
  settings: Record<string, string>;
  port: number | undefined;
  /** The port of an earlier start; 0 for none. */
  earlierPort: number;
};

/** Starts PostgreSQL on the given port, else on the earlier one when it is free, else on any. */
export async function startCluster(start: ClusterStart): Promise<{ pid: number; port: number; url: string }> {
  const password = await readPassword(start.dataDir);
  for (const deadline = Date.now() + maxRetryMs; ; await wait(retryPauseMs)) {
    const port = start.port ?? (await freePort(start.earlierPort));
    const url = clusterUrl(password, port);
    const launched = await launch(start, url, { ...start.settings, ...fixedSettings, port: String(port) });
    if ("pid" in launched) return { pid: launched.pid, port, url };
    if (!isTransient(launched.log, start.port) || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start: ${fatalLines(launched.log)} (log: ${start.logFile})`);
    }
  }
}

/** Starts PostgreSQL and waits until it answers; returns what it logged when it ended instead. */
async function launch(
  { binDir, dataDir, logFile, owner }: ClusterFiles,
  url: string,
  settings: Record<string, string>,
): Promise<{ pid: number } | { log: string }> {
  const log = await open(logFile, "a", 0o600);
  const logStart = (await log.stat()).size;
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = await runAsOwner(
    join(binDir, "postgres"),
    ["-D", dataDir, ...args],
    owner,
    // Detached: Ctrl-C in the terminal must not end the database before the server has drained.
    { cwd: dataDir, detached: true, stdio: ["ignore", log.fd, log.fd] },
  ).finally(() => log.close());
  child.unref();
  let ended = false;
  once(child, "exit").then(() => {
    ended = true;
  });

  for (const deadline = Date.now() + maxStartMs; ; await wait(pollMs)) {
    if (ended) return { log: (await readFile(logFile)).subarray(logStart).toString().trim() };
    if ((await probe(url)) === "answers" && !ended && child.pid) return { pid: child.pid };
    if (Date.now() > deadline) {
      child.kill("SIGQUIT");
      throw new Error(`PostgreSQL did not answer within a minute; its log is ${logFile}`);
    }
  }
}

/** After a crash the last of its processes end a moment later; a port found free may be in use since. */
function isTransient(log: string, givenPort: number | undefined): boolean {
  return (
    /pre-existing shared memory block|lock file .* already exists/.test(log) ||
    (givenPort === undefined && /could not bind/.test(log))
  );
}

const fatalLines = (log: string) =>
  log
    .split("\n")
    .filter((line) => /FATAL|could not/.test(line))
    .map((line) => line.replace(/^.*?(FATAL|LOG):\s*/, ""))
    .join("; ") || log.slice(-500);

type StartedCluster = { pid: number; url: string; dataDir: string };

/** Stops PostgreSQL in order; it goes on running while another client is connected. */
export async function stopCluster({ pid, url, dataDir }: StartedCluster): Promise<void> {
  if (!processAlive(pid) || (await hasOtherClients(url))) return;
  process.kill(pid, "SIGINT");
  for (const deadline = Date.now() + maxStopMs; Date.now() < deadline; await wait(pollMs)) {
    if (!processAlive(pid)) return;
    if ((await readPostmaster(dataDir))?.pid !== pid) return awaitExit(pid);
  }
  throw new Error(`PostgreSQL (pid ${pid}) did not stop within ${maxStopMs / 1000} seconds`);
}

/** Without its pid file the process ends at once, yet stays listed for ever when its parent never reaps it. */
async function awaitExit(pid: number): Promise<void> {
  for (const deadline = Date.now() + maxExitMs; Date.now() < deadline && processAlive(pid); )
    await wait(pollMs);
}

async function hasOtherClients(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    // A connection that was just closed stays listed for a moment.
    for (let check = 0; check < maxConnectionChecks; check++) {
      const { rows } = await client.query(
        "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1",
      );
      if (rows.length === 0) return false;
      await wait(connectionCheckPauseMs);
    }
    return true;
  } finally {
    await client.end();
  }
}
