import { readdir, readFile } from "node:fs/promises";
import type { Db } from "@patientcare/zoom-db";
import { sql } from "kysely";

const kilobytesPerMegabyte = 1_024;

export type MemoryFigures = {
  /** Megabytes of memory that the process holds now. */
  residentMb: number;
  /** The most that it has held since its start. */
  peakMb: number;
};

/** The memory of a process. @throws Error where the system does not say (only Linux does), or the process has ended */
export async function memoryOf(pid: number): Promise<MemoryFigures> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const megabytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) / kilobytesPerMegabyte;
  return { residentMb: megabytes("VmRSS"), peakMb: megabytes("VmHWM") };
}

/** How many files and sockets a process has open. @throws Error where the system does not say, or the process has ended */
export const descriptorsOf = async (pid: number): Promise<number> =>
  (await readdir(`/proc/${pid}/fd`)).length;

/** How many connections the service has to the database, by the name that they give themselves. */
export async function connectionsByName(db: Db): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; count: number }>`
    select application_name as name, count(*)::int as count from pg_stat_activity
    where application_name like 'patientcare-zoom%' group by 1 order by 1`.execute(db);
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}
