import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { processAlive } from "./processes.ts";

const heartbeatMs = 1_000;
const staleAfterMs = 15_000;
const pollMs = 20;

/** Runs `action` while no other process runs one under the same lock file; a dead holder's lock is removed. */
export async function withStartLock<Result>(file: string, action: () => Promise<Result>): Promise<Result> {
  while (!(await create(file))) {
    await removeStale(file);
    await wait(pollMs);
  }
  const heartbeat = setInterval(() => utimes(file, new Date(), new Date()).catch(() => {}), heartbeatMs);
  try {
    return await action();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

async function create(file: string): Promise<boolean> {
  const handle = await open(file, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return null;
    throw error;
  });
  if (!handle) return false;
  await handle.writeFile(String(process.pid));
  await handle.close();
  return true;
}

async function removeStale(file: string): Promise<void> {
  const [holder, entry] = await Promise.all([
    readFile(file, "utf8").catch(() => null),
    stat(file).catch(() => null),
  ]);
  if (holder === null || entry === null) return;
  // The heartbeat tells a live holder from another process that got the dead holder's id.
  const silent = Date.now() - entry.mtimeMs > staleAfterMs;
  const dead = holder !== "" && !processAlive(Number(holder));
  if (!silent && !dead) return;
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => {});
  // A quicker process may have replaced the dead holder's lock by its own: that one is put back.
  const moved = await stat(aside).catch(() => null);
  if (moved && moved.ino !== entry.ino) return rename(aside, file);
  await rm(aside, { force: true });
}
