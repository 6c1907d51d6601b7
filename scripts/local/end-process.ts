import { setTimeout as wait } from "node:timers/promises";
import { processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";

const pollMs = 20;
const maxKillMs = 5_000;

/** Sends SIGTERM, and SIGKILL when the process has not ended within `graceMs`. */
export async function endProcess(pid: number, { graceMs }: { graceMs: number }): Promise<void> {
  sendSignal(pid, "SIGTERM");
  if (await hasEnded(pid, graceMs)) return;
  sendSignal(pid, "SIGKILL");
  await hasEnded(pid, maxKillMs);
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (processAlive(pid)) throw error;
  }
}

async function hasEnded(pid: number, timeoutMs: number): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await wait(pollMs)) {
    if (!processAlive(pid)) return true;
  }
  return !processAlive(pid);
}
