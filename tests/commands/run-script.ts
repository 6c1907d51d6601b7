import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { spawnScript } from "../support/spawn-script.ts";

type Ended = { code: number | null; stdout: string; stderr: string };
export type RunningScript = {
  ended: Promise<Ended>;
  /** Its standard output so far. */
  output(): string;
  child: ChildProcess;
};

/** Runs one of our scripts as `npm run` does, with this environment alone. Ends with the test. */
export function runScript(
  script: string,
  parameters: readonly string[] = [],
  options: { env?: Record<string, string>; cwd?: string } = {},
): RunningScript {
  const { child } = spawnScript(script, parameters, options);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return {
    ended: once(child, "close").then(([code]) => ({ code, stdout, stderr })),
    output: () => stdout,
    child,
  };
}
