import { type ChildProcess, spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import { endProcess } from "./end-process.ts";

const restartPauseMs = 500;
const maxExits = 5;
const exitWindowMs = 30_000;
const reportedLines = 8;

export type SupervisedProcess = {
  pid(): number | null;
  /** Rejects when the script ended so often that starting it again makes no sense. */
  gaveUp: Promise<never>;
  stop(options: { graceMs: number }): Promise<void>;
};

type KeepRunning = {
  name: string;
  script: string;
  env: Record<string, string>;
  report: (line: string) => void;
  onPid: () => void;
};

/** Runs a script of ours and starts it again when it ends. */
export function keepRunning({ name, script, env, report, onPid }: KeepRunning): SupervisedProcess {
  const { promise: gaveUp, reject: giveUp } = Promise.withResolvers<never>();
  gaveUp.catch(() => {});
  let child: ChildProcess | null = null;
  let restart: NodeJS.Timeout | null = null;
  let stopping = false;
  const exits: number[] = [];

  function run(): void {
    // Detached: Ctrl-C reaches the supervisor alone, which ends its children in order.
    const current = spawn(process.execPath, [script], {
      env,
      // The environment is whole: the .env of the folder where npm runs is not to be added to it.
      cwd: dirname(script),
      detached: true,
      stdio: ["ignore", "inherit", "pipe"],
    });
    const lastLines = passOn(current.stderr, process.stderr);
    child = current;
    onPid();
    // "close" comes when the last lines have been read, unlike "exit".
    current.once("close", (code, signal) => onExit(signal ?? `exit code ${code}`, lastLines()));
    current.once("error", (error) => giveUp(error));
  }

  function onExit(reason: string, lastLines: string): void {
    child = null;
    if (stopping) return;
    const now = Date.now();
    exits.push(now);
    const recent = exits.filter((at) => at > now - exitWindowMs).length;
    if (recent >= maxExits) {
      const output = lastLines ? ` Its last lines:\n${lastLines}` : "";
      giveUp(new Error(`The ${name} ended ${recent} times within ${exitWindowMs / 1000} seconds.${output}`));
      return;
    }
    report(`the ${name} ended (${reason}); starting it again`);
    restart = setTimeout(run, restartPauseMs);
  }

  async function stop({ graceMs }: { graceMs: number }): Promise<void> {
    stopping = true;
    if (restart) clearTimeout(restart);
    if (child?.pid) await endProcess(child.pid, { graceMs });
  }

  run();
  return { pid: () => child?.pid ?? null, gaveUp, stop };
}

/** Passes a stream on as it comes; the returned function gives its last lines. */
function passOn(from: Readable, to: NodeJS.WritableStream): () => string {
  let tail = "";
  from.setEncoding("utf8");
  from.on("data", (chunk: string) => {
    to.write(chunk);
    tail = (tail + chunk)
      .split("\n")
      .slice(-reportedLines - 1)
      .join("\n");
  });
  return () => tail.trim();
}
