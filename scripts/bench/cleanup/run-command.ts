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

const runCleanup = promisify(execFile);
const command = resolve(import.meta.dirname, "../../cleanup.ts");
const endWithParent = resolve(import.meta.dirname, "../end-with-parent.ts");
const startUpMs = 1_500;

/** Runs the cleanup command as a process of its own, which ends with this one; its seconds include its start. */
export async function runCommand(databaseUrl: string): Promise<CommandRun> {
  const from = performance.now();
  const child = spawn(process.execPath, ["--import", endWithParent, command, "--json"], {
    env: { DATABASE_URL: databaseUrl },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const memory: number[] = [];
  const sampling = setInterval(async () => {
    if (performance.now() - from < startUpMs) return;
    const usage = await runCleanup("ps", ["-o", "rss=", "-p", String(child.pid)]).catch(() => null);
    if (usage) memory.push(Math.round(Number(usage.stdout) / 1024));
  }, 1_000);
  const [code] = await once(child, "close");
  clearInterval(sampling);
  if (code !== 0) throw new Error(`The cleanup ended with ${code}`);
  return { rows: JSON.parse(output).rows, seconds: (performance.now() - from) / 1000, memory };
}
