import { setTimeout as wait } from "node:timers/promises";

const pollMs = 40;

/** Polls `url` until `isReady` accepts the status. @throws Error when it has not by the deadline */
export async function waitUntil(
  url: string,
  isReady: (status: number) => boolean,
  { timeoutMs }: { timeoutMs: number },
): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await wait(pollMs)) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    await response?.body?.cancel();
    if (response && isReady(response.status)) return;
  }
  throw new Error(`${url} was not ready within ${timeoutMs / 1000} seconds`);
}
