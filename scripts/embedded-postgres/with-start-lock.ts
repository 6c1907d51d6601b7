import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { processAlive } from "./process-alive.ts";

const beatMs = 1_000;
const staleAfterMs = 15_000;
const pollMs = 20;

/** Runs `action` while no other process runs one under the same lock file; a dead holder's lock is taken over. */
export async function withStartLock<Result>(file: string, action: () => Promise<Result>): Promise<Result> {
  while (!(await create(file))) {
    await removeStale(file);
    await wait(pollMs);
  }
  const beat = setInterval(() => utimes(file, new Date(), new Date()).catch(() => {}), beatMs);
  try {
    return await action();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function removeStale(file: string): Promise<void> {
  const [holder, entry] = await Promise.all([
    readFile(file, "utf8").catch(() => null),
    stat(file).catch(() => null),
  ]);
  if (holder === null || entry === null) return;
  // The beat tells a live holder from another process that got the dead holder's id.
  const silent = Date.now() - entry.mtimeMs > staleAfterMs;
  const dead = holder !== "" && !processAlive(Number(holder));
  if (!silent && !dead) return;
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => {});
  // Somebody quicker may have replaced the dead holder's lock by a live one: give that back.
  const moved = await stat(aside).catch(() => null);
  if (moved && moved.ino !== entry.ino) return rename(aside, file);
  await rm(aside, { force: true });
}
