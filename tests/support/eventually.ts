import { setTimeout as sleep } from "node:timers/promises";

/** Runs the check until it passes; its last failure is thrown when it never does. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 15_000): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(25);
    }
  }
}
