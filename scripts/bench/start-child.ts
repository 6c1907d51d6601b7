import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { freePort } from "@patientcare/zoom-embedded-postgres/free-port.ts";
import { endProcess } from "../local/end-process.ts";
import { waitUntil } from "../local/wait-until.ts";

const readyTimeoutMs = 30_000;
const drainMs = 20_000;
const maxErrorLength = 2_000;
const endWithParent = resolve(import.meta.dirname, "end-with-parent.ts");

/** `readyMs`: how long it took from its start until it was ready. */
export type Child = { url: string; pid: number; readyMs: number; stop(): Promise<void> };

export type ChildStart = {
  script: string;
  /** PORT is added. */
  env: Record<string, string>;
  /** Answers below 500 when the child is ready. */
  readyPath: string;
  nodeFlags?: readonly string[];
};

/**
 * A server in a process of its own, once it is ready; it ends with this process, also when that is killed. What it logs to
 * standard output is thrown away. @throws Error with the end of its error output when it ends instead
 */
export async function startChild({ script, env, readyPath, nodeFlags = [] }: ChildStart): Promise<Child> {
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, "--import", endWithParent, script], {
    env: { ...env, PORT: String(port) },
    // The environment is whole: the .env of the folder where the bench runs is not to be added to it.
    cwd: dirname(script),
    // Detached: Ctrl-C reaches the bench alone, which ends its children.
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
  });
  let errorOutput = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errorOutput = (errorOutput + text).slice(-maxErrorLength);
  });
  const { promise: ended, reject } = Promise.withResolvers<never>();
  child.once("error", reject);
  child.once("close", () => reject(new Error(`${script} ended: ${errorOutput}`)));
  ended.catch(() => {});
  try {
    const ready = waitUntil(url + readyPath, (status) => status < 500, { timeoutMs: readyTimeoutMs });
    await Promise.race([ready, ended]);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  const readyMs = performance.now() - startedAt;
  const pid = child.pid ?? 0;
  return { url, pid, readyMs, stop: () => endProcess(pid, { graceMs: drainMs }) };
}
