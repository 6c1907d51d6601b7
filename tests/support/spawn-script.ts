import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { onTestFinished } from "vitest";

const root = resolve(import.meta.dirname, "../..");
// A folder without the .env and the .data of whoever works here.
const ownFolder = import.meta.dirname;
const asNpmRun = resolve(root, "scripts/require-node.mjs");
const endWithParent = resolve(root, "scripts/bench/end-with-parent.ts");

export type ScriptProcess = {
  child: ChildProcessWithoutNullStreams;
  /** SIGKILL; resolves when it is gone and all that it wrote has been read. */
  kill(): Promise<void>;
};

/**
 * Starts one of our scripts as `npm run` does, with this environment alone. It ends with the test, whether that passes, fails
 * or runs out of time, and with the process that runs the test, also when that is killed.
 */
export function spawnScript(
  script: string,
  parameters: readonly string[] = [],
  { env = {}, cwd = ownFolder }: { env?: Record<string, string>; cwd?: string } = {},
): ScriptProcess {
  let kill = async () => {};
  // Before the start: a test that has run out of time starts nothing more.
  onTestFinished(() => kill());
  const imports = ["--import", asNpmRun, "--import", endWithParent];
  const child = spawn(process.execPath, [...imports, resolve(root, script), ...parameters], { cwd, env });
  const closed = once(child, "close");
  kill = async () => {
    child.kill("SIGKILL");
    await closed;
  };
  // A pipe that nobody reads would stop its writer.
  child.stdout.resume();
  child.stderr.resume();
  return { child, kill };
}
