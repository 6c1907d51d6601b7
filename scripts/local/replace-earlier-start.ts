import { commandOf, processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";
import { endProcess } from "./end-process.ts";
import { readLocalState } from "./local-state.ts";
import { scriptPaths } from "./script-paths.ts";

const graceMs = 5_000;

/** Ends what an earlier start in this folder left running: its supervisor, which ends its children, then orphans. */
export async function replaceEarlierStart(stateFile: string, say: (line: string) => void): Promise<void> {
  const earlier = await readLocalState(stateFile);
  if (!earlier) return;
  if (earlier.pid !== process.pid && (await runs(earlier.pid, "scripts/local.ts"))) {
    say(`an earlier start (pid ${earlier.pid}) is still running here; replacing it`);
    await endProcess(earlier.pid, { graceMs });
  }
  const orphans = [
    { pid: earlier.serverPid, script: scriptPaths.server },
    { pid: earlier.sandboxPid, script: scriptPaths.sandbox },
  ];
  for (const { pid, script } of orphans) {
    if (pid === null || !(await runs(pid, script))) continue;
    say(`ending a process that an earlier start left behind (pid ${pid})`);
    await endProcess(pid, { graceMs });
  }
}

/** Process ids are used again, so the command line must be the expected one. */
async function runs(pid: number, script: string): Promise<boolean> {
  return processAlive(pid) && ((await commandOf(pid))?.includes(script) ?? false);
}
