import { setTimeout as sleep } from "node:timers/promises";

const pauseMs = 500;

interface Waiting {
  forMs: number;
  isWorthWaiting: (error: unknown) => boolean;
  /** Called once, when the first try has failed. */
  onWait: () => void;
}

/** Repeats the work while what it throws is worth waiting. @throws what the last try threw */
export async function waitForDatabase<T>(
  work: () => Promise<T>,
  { forMs, isWorthWaiting, onWait }: Waiting,
): Promise<T> {
  const deadline = performance.now() + forMs;
  for (let isWaiting = false; ; isWaiting = true) {
    try {
      return await work();
    } catch (error) {
      if (!isWorthWaiting(error) || performance.now() + pauseMs > deadline) throw error;
      if (!isWaiting) onWait();
    }
    await sleep(pauseMs);
  }
}
