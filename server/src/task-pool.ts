export interface TaskPool {
  /**
   * Runs the task soon; one that runs already is run once more after that, however often it is added. Resolves when a run
   * that began after this call has ended, well or not, or when the pool stops before it.
   */
  add(id: string): Promise<void>;
  isRunning(id: string): boolean;
  /** Starts nothing more and waits for the tasks that run. */
  stop(): Promise<void>;
}

/** Runs tasks by id, at most `size` at a time and never one id twice at once. */
export function createTaskPool(
  size: number,
  run: (id: string) => Promise<unknown>,
  onError: (error: unknown) => void,
): TaskPool {
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const running = new Map<string, Promise<void>>();
  let stopped = false;

  const startNext = (): void => {
    for (const [id, { resolve }] of waiting) {
      if (stopped || running.size >= size) return;
      if (running.has(id)) continue;
      waiting.delete(id);
      const task = run(id)
        .then(() => undefined, onError)
        .finally(() => {
          running.delete(id);
          resolve();
          startNext();
        });
      running.set(id, task);
    }
  };
  return {
    add(id) {
      if (stopped) return Promise.resolve();
      const ended = waiting.get(id) ?? Promise.withResolvers<void>();
      waiting.set(id, ended);
      startNext();
      return ended.promise;
    },
    isRunning: (id) => running.has(id),
    async stop() {
      stopped = true;
      for (const { resolve } of waiting.values()) resolve();
      await Promise.all(running.values());
    },
  };
}
