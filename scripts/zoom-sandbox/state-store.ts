import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { SandboxState } from "./state.ts";

const saveDelayMs = 50;

export type StateStore = {
  state: SandboxState;
  /** Marks the state as changed; it reaches the disk within a moment. */
  changed(): void;
  /** Resolves once everything changed so far is on disk. */
  saved(): Promise<void>;
};

/** Keeps `state` in one JSON file, replaced as a whole, so a kill never leaves half a file. */
export function openStateStore(file: string | undefined, initial: SandboxState): StateStore {
  if (!file) return { state: initial, changed() {}, async saved() {} };
  const path = file;
  const state: SandboxState = existsSync(path)
    ? { ...initial, ...(JSON.parse(readFileSync(path, "utf8")) as SandboxState) }
    : initial;
  let version = 0;
  let savedVersion = 0;
  let writing: Promise<void> | null = null;
  let isSaveScheduled = false;

  async function write(): Promise<void> {
    const writtenVersion = version;
    const text = JSON.stringify(state);
    const temporary = `${path}.${process.pid}.tmp`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, path);
    savedVersion = writtenVersion;
  }

  async function saved(): Promise<void> {
    const wanted = version;
    while (savedVersion < wanted) {
      writing ??= write().finally(() => {
        writing = null;
      });
      await writing;
    }
  }

  function saveLater(): void {
    isSaveScheduled = false;
    saved().catch((error: unknown) => console.error(`Cannot write ${path}:`, error));
  }

  return {
    state,
    changed() {
      version += 1;
      if (isSaveScheduled) return;
      isSaveScheduled = true;
      setTimeout(saveLater, saveDelayMs);
    },
    saved,
  };
}
