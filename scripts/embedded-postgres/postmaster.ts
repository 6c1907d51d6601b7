import { readFile } from "node:fs/promises";
import { join } from "node:path";

export type Postmaster = { pid: number; port: number };

/** What a running (or crashed) PostgreSQL wrote into its data folder; null when it ended in order or never ran. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | null> {
  const lines = (await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : null;
}
