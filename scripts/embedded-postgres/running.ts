import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client, DatabaseError } from "pg";
import { commandOf, processAlive } from "./processes.ts";

type Postmaster = { pid: number; port: number };
type Probe = "answers" | "not-yet" | "absent";

/** The content of our runtime file (`.data/postgres.json`). */
export type Runtime = Postmaster & {
  url: string;
  dataDir: string;
  /** The process that started PostgreSQL. */
  startedBy: number;
};

const pollMs = 50;
const maxWaitMs = 60_000;

// PostgreSQL's cannot_connect_now: starting up, recovering or shutting down.
const cannotConnectNow = "57P03";
const tooManyConnections = "53300";

/** The embedded PostgreSQL of this runtime file (`.data/postgres.json`), when it runs and answers. */
export async function runningEmbeddedPostgres(runtimeFile: string): Promise<{ url: string } | null> {
  const runtime = await readRuntime(runtimeFile);
  if (!runtime || (await probe(runtime.url)) !== "answers") return null;
  return { url: runtime.url };
}

export async function readRuntime(file: string): Promise<Runtime | null> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

export async function writeRuntime(file: string, runtime: Runtime): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
}

/** The PostgreSQL that runs on this data folder and answers. While it starts or stops, the call waits. */
export async function findRunning(dataDir: string): Promise<(Postmaster & { url: string }) | null> {
  for (const deadline = Date.now() + maxWaitMs; Date.now() < deadline; await wait(pollMs)) {
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

/** PostgreSQL's own pid file in its data folder; null when it stopped in order or never ran. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | null> {
  const lines = (await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : null;
}

/** Whether the PostgreSQL of this URL answers. Another server on the port rejects our password: absent. */
export async function probe(url: string): Promise<Probe> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return "answers";
  } catch (error) {
    const code = error instanceof DatabaseError ? error.code : null;
    if (code === cannotConnectNow) return "not-yet";
    return code === tooManyConnections ? "answers" : "absent";
  } finally {
    await client.end().catch(() => {});
  }
}

export const clusterUrl = (password: string, port: number) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

/** The superuser's password lies with the data it opens, so that losing the runtime file loses nothing. */
export const passwordFile = (dataDir: string) => join(dataDir, "superuser-password");

export const readPassword = (dataDir: string) => readFile(passwordFile(dataDir), "utf8");
