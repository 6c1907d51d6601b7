import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { promisify } from "node:util";

export interface CommandRun {
  rows: Record<string, number>;
  seconds: number;
  /** Megabytes in memory, once a second, from the first batch on. */
  memory: number[];
}

const run = promisify(execFile);
const command = resolve(import.meta.dirname, "../../cleanup.ts");
const settledAfterMs = 1_500;

/** The cleanup command as a process of its own; its time holds its start. */
export async function runCommand(databaseUrl: string): Promise<CommandRun> {
  const from = performance.now();
  const child = spawn(process.execPath, [command, "--json"], {
    env: { DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const memory: number[] = [];
  const look = setInterval(async () => {
    if (performance.now() - from < settledAfterMs) return;
    const told = await run("ps", ["-o", "rss=", "-p", String(child.pid)]).catch(() => null);
    if (told) memory.push(Math.round(Number(told.stdout) / 1024));
  }, 1_000);
  const [code] = await once(child, "close");
  clearInterval(look);
  if (code !== 0) throw new Error(`The cleanup ended with ${code}`);
  return { rows: JSON.parse(output).rows, seconds: (performance.now() - from) / 1000, memory };
}
