import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";

export type Runtime = {
  url: string;
  port: number;
  pid: number;
  dataDir: string;
  /** The process that started PostgreSQL. */
  startedBy: number;
};

export async function readRuntime(file: string): Promise<Runtime | null> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

export async function writeRuntime(file: string, runtime: Runtime): Promise<void> {
  const making = `${file}.${randomUUID()}`;
  await writeFile(making, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
  await rename(making, file);
}
