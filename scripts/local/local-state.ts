import { readFile, rename, rm, writeFile } from "node:fs/promises";

/** What a running start says of itself in `.data/local.json`. */
type LocalState = {
  pid: number;
  serverPid: number | null;
  sandboxPid: number | null;
  port: number;
  publicUrl: string;
  sandboxUrl: string;
};

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

/** Removed only by the start it speaks of: a newer one may have replaced it. */
export async function removeLocalState(file: string): Promise<void> {
  if ((await readLocalState(file))?.pid === process.pid) await rm(file, { force: true });
}
