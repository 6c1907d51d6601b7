import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const command = resolve(import.meta.dirname, "../../scripts/cleanup.ts");

export interface RunningCleanup {
  signal(name: "SIGTERM" | "SIGKILL"): void;
  ended: Promise<{ code: number | null; signal: string | null; stdout: string }>;
}

/** The command as a process that can be sent signals. */
export function startCleanup(databaseUrl: string): RunningCleanup {
  const child = spawn(process.execPath, [command, "--json"], {
    env: { DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  return {
    signal: (name) => child.kill(name),
    ended: once(child, "close").then(([code, signal]) => ({ code, signal, stdout })),
  };
}
