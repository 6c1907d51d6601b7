export interface TaskPool {
  /** Runs the task soon; one that runs already is run once more after that, however often it is added. */
  add(id: string): void;
  /** Starts nothing more and waits for what runs. */
  stop(): Promise<void>;
}

/** Runs tasks by id, at most `size` at a time and never one id twice at once. */
export function createTaskPool(
  size: number,
  run: (id: string) => Promise<unknown>,
  onError: (error: unknown) => void,
): TaskPool {
  const waiting = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let stopped = false;

  const startNext = (): void => {
    for (const id of waiting) {
      if (stopped || running.size >= size) return;
      if (running.has(id)) continue;
      waiting.delete(id);
      const task = run(id)
        .then(() => undefined, onError)
        .finally(() => {
          running.delete(id);
          startNext();
        });
      running.set(id, task);
    }
  };
  return {
    add(id) {
      if (stopped) return;
      waiting.add(id);
      startNext();
    },
    async stop() {
      stopped = true;
      await Promise.all(running.values());
    },
  };
}
