import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { commandOf, processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";
import { endProcess } from "./end-process.ts";
import { scriptPaths } from "./script-paths.ts";

/** The content of `.data/local.json`, by which a running start is found. */
type LocalState = {
  pid: number;
  serverPid: number | null;
  sandboxPid: number | null;
  port: number;
  publicUrl: string;
  sandboxUrl: string;
};

const graceMs = 5_000;

export async function readLocalState(file: string): Promise<LocalState | null> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

export async function writeLocalState(file: string, state: LocalState): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** Removed only by the start that wrote it: a newer one may have replaced it. */
export async function removeLocalState(file: string): Promise<void> {
  if ((await readLocalState(file))?.pid === process.pid) await rm(file, { force: true });
}

/** Ends an earlier start in this folder: its supervisor, which ends its children, then children without supervisor. */
export async function replaceEarlierStart(stateFile: string, report: (line: string) => void): Promise<void> {
  const earlier = await readLocalState(stateFile);
  if (!earlier) return;
  if (earlier.pid !== process.pid && (await runs(earlier.pid, "scripts/local.ts"))) {
    report(`an earlier start (pid ${earlier.pid}) is still running here; replacing it`);
    await endProcess(earlier.pid, { graceMs });
  }
  const children = [
    { pid: earlier.serverPid, script: scriptPaths.server },
    { pid: earlier.sandboxPid, script: scriptPaths.sandbox },
  ];
  for (const { pid, script } of children) {
    if (pid === null || !(await runs(pid, script))) continue;
    report(`ending a process that an earlier start left behind (pid ${pid})`);
    await endProcess(pid, { graceMs });
  }
}

/** Process ids are used again, so the command line must be the expected one. */
async function runs(pid: number, script: string): Promise<boolean> {
  return processAlive(pid) && ((await commandOf(pid))?.includes(script) ?? false);
}
