import { type ChildProcess, spawn } from "node:child_process";
import { endProcess } from "./end-process.ts";
import { lastLines } from "./last-lines.ts";

const restartAfterMs = 500;
const mostDeaths = 5;
const deathWindowMs = 30_000;

export type KeptProcess = {
  pid(): number | null;
  /** Rejects when it died so often that starting it again makes no sense. */
  gaveUp: Promise<never>;
  stop(options: { graceMs: number }): Promise<void>;
};

type KeepRunning = {
  name: string;
  script: string;
  env: Record<string, string>;
  say: (line: string) => void;
  onPid: () => void;
};

/** Runs a script of ours and starts it again when it dies. */
export function keepRunning({ name, script, env, say, onPid }: KeepRunning): KeptProcess {
  const { promise: gaveUp, reject: giveUp } = Promise.withResolvers<never>();
  gaveUp.catch(() => {});
  let child: ChildProcess | null = null;
  let restart: NodeJS.Timeout | null = null;
  let stopping = false;
  const deaths: number[] = [];

  function run(): void {
    // Detached: Ctrl-C reaches the supervisor alone, which ends its children in order.
    const current = spawn(process.execPath, [script], {
      env,
      detached: true,
      stdio: ["ignore", "inherit", "pipe"],
    });
    const lastWords = lastLines(current.stderr, process.stderr);
    child = current;
    onPid();
    // "close" comes when the last words have been read, unlike "exit".
    current.once("close", (code, signal) => died(signal ?? `exit code ${code}`, lastWords()));
    current.once("error", (error) => giveUp(error));
  }

  function died(how: string, lastWords: string): void {
    child = null;
    if (stopping) return;
    const now = Date.now();
    deaths.push(now);
    const recent = deaths.filter((at) => at > now - deathWindowMs).length;
    if (recent >= mostDeaths) {
      const words = lastWords ? ` Its last words:\n${lastWords}` : "";
      giveUp(new Error(`The ${name} ended ${recent} times within ${deathWindowMs / 1000} seconds.${words}`));
      return;
    }
    say(`the ${name} ended (${how}); starting it again`);
    restart = setTimeout(run, restartAfterMs);
  }

  async function stop({ graceMs }: { graceMs: number }): Promise<void> {
    stopping = true;
    if (restart) clearTimeout(restart);
    if (child?.pid) await endProcess(child.pid, { graceMs });
  }

  run();
  return { pid: () => child?.pid ?? null, gaveUp, stop };
}
