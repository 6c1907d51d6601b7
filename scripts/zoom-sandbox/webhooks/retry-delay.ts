const minute = 60_000;
const retryDelaysMs = [5 * minute, 20 * minute, 60 * minute];

/** Wait after the given number of failed tries, or null when Zoom gives the event up. */
export function retryDelayMs(failedTries: number, timeScale: number): number | null {
  const delay = retryDelaysMs[failedTries - 1];
  return delay === undefined ? null : delay * timeScale;
}
