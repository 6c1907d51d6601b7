import { readdir, readFile } from "node:fs/promises";
import type { Db } from "@patientcare/zoom-db";
import { sql } from "kysely";

const msPerTick = 10;

/** Milliseconds of processor time that a process has used so far; null where the system does not say (only Linux does). */
export const processorTimeMs = async (pid: number): Promise<number | null> =>
  (await timesOf(pid))?.usedMs ?? null;

/**
 * Milliseconds of processor time that all processes of PostgreSQL have used so far; null where the system does not say
 * (only Linux does).
 */
export async function databaseTimeMs(db: Db): Promise<number | null> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const postmaster = (await timesOf(rows[0]?.pid ?? 0))?.parent;
  const own = postmaster === undefined ? null : await timesOf(postmaster);
  if (!own) return null;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(pids.map(timesOf));
  const children = all.filter((times) => times?.parent === postmaster);
  return children.reduce((sum, times) => sum + (times?.usedMs ?? 0), own.usedMs + own.endedChildrenMs);
}

type Times = { parent: number; usedMs: number; endedChildrenMs: number };

async function timesOf(pid: number): Promise<Times | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The name in parentheses may hold spaces; utime and stime are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const msOf = (first: number) => (Number(fields[first]) + Number(fields[first + 1])) * msPerTick;
  return { parent: Number(fields[1]), usedMs: msOf(11), endedChildrenMs: msOf(13) };
}
