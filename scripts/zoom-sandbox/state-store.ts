import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { SandboxState } from "./state.ts";

const saveDelayMs = 50;

export type StateStore = {
  state: SandboxState;
  /** Marks the state as changed; it reaches the disk within a moment. */
  scheduleSave(): void;
  /** Resolves when every change so far is on disk. */
  save(): Promise<void>;
};

/** Stores the state in one JSON file and replaces the whole file, so a kill never leaves half of it. */
export function openStateStore(file: string | undefined, initial: SandboxState): StateStore {
  if (!file) return { state: initial, scheduleSave() {}, async save() {} };
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

  async function save(): Promise<void> {
    const targetVersion = version;
    while (savedVersion < targetVersion) {
      writing ??= write().finally(() => {
        writing = null;
      });
      await writing;
    }
  }

  function runScheduledSave(): void {
    isSaveScheduled = false;
    save().catch((error: unknown) => console.error(`The sandbox cannot write its state to ${path}:`, error));
  }

  return {
    state,
    scheduleSave() {
      version += 1;
      if (isSaveScheduled) return;
      isSaveScheduled = true;
      setTimeout(runScheduledSave, saveDelayMs);
    },
    save,
  };
}
