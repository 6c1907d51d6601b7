import { spawn } from "node:child_process";
import { freePort } from "@patientcare/zoom-embedded-postgres/free-port.ts";
import { endProcess } from "../local/end-process.ts";
import { waitUntil } from "../local/wait-until.ts";

const readyTimeoutMs = 30_000;
const drainMs = 20_000;
const keptWords = 2_000;

export type Child = { url: string; pid: number; stop(): Promise<void> };

export type ChildStart = {
  script: string;
  /** PORT is added. */
  env: Record<string, string>;
  /** Answers below 500 when the child is ready. */
  readyPath: string;
  nodeFlags?: readonly string[];
};

/**
 * A server in a process of its own, once it is ready. What it logs to standard output is thrown away.
 * @throws Error with its last words when it ends instead
 */
export async function startChild({ script, env, readyPath, nodeFlags = [] }: ChildStart): Promise<Child> {
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [...nodeFlags, script], {
    env: { ...env, PORT: String(port) },
    // Detached: Ctrl-C reaches the bench alone, which ends its children.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-keptWords);
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  child.once("close", () => reject(new Error(`${script} ended: ${words}`)));
  ended.catch(() => {});
  try {
    const ready = waitUntil(url + readyPath, (status) => status < 500, { timeoutMs: readyTimeoutMs });
    await Promise.race([ready, ended]);
  } catch (error) {
    kill();
    throw error;
  }
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    async stop() {
      process.off("exit", kill);
      await endProcess(pid, { graceMs: drainMs });
    },
  };
}
