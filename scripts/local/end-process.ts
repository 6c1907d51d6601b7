import { setTimeout as wait } from "node:timers/promises";
import { processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";

const pollMs = 20;

/** SIGTERM, and SIGKILL when it has not ended by then. */
export async function endProcess(pid: number, { graceMs }: { graceMs: number }): Promise<void> {
  signal(pid, "SIGTERM");
  if (await gone(pid, graceMs)) return;
  signal(pid, "SIGKILL");
  await gone(pid, 5_000);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function gone(pid: number, timeoutMs: number): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await wait(pollMs)) {
    if (!processAlive(pid)) return true;
  }
  return !processAlive(pid);
}
