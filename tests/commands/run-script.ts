import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { onTestFinished } from "vitest";

const root = resolve(import.meta.dirname, "../..");

type Ended = { code: number | null; stdout: string; stderr: string };
export type RunningScript = {
  ended: Promise<Ended>;
  /** Its standard output so far. */
  output(): string;
};

/** Runs one of our scripts as `npm run` does, with this environment alone. Ends with the test. */
export function runScript(
  script: string,
  parameters: readonly string[] = [],
  { env = {}, cwd = root }: { env?: Record<string, string>; cwd?: string } = {},
): RunningScript {
  const child = spawn(process.execPath, [resolve(root, script), ...parameters], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<Ended>();
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.once("close", (code) => end({ code, stdout, stderr }));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { ended, output: () => stdout };
}
