import { setTimeout as sleep } from "node:timers/promises";
import { isDatabaseUnavailable } from "@patientcare/zoom-db";

const pauseMs = 500;

/** Repeats the work while the database is unavailable; `onWait` is called once. @throws what the last try threw */
export async function waitForDatabase<T>(
  work: () => Promise<T>,
  { forMs, onWait }: { forMs: number; onWait: () => void },
): Promise<T> {
  const deadline = performance.now() + forMs;
  for (let isWaiting = false; ; isWaiting = true) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || performance.now() + pauseMs > deadline) throw error;
      if (!isWaiting) onWait();
    }
    await sleep(pauseMs);
  }
}
