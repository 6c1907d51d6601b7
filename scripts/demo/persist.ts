import { setTimeout as sleep } from "node:timers/promises";
import { isZoomError } from "@patientcare/zoom-sdk";
import { note } from "./narrate.ts";

const maxOutageMs = 5 * 60_000;
const retryPauseMs = 300;
const pollMs = 150;
const silentMs = 2_000;

/** The call got no answer, or not the whole of it: it may be repeated. */
function isUnavailable(error: unknown): boolean {
  if (isZoomError(error)) {
    return ["NETWORK_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE", "ZOOM_UNAVAILABLE"].includes(error.reason);
  }
  // fetch throws these when a connection cannot be made, breaks, or takes too long.
  return error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");
}

/**
 * Repeats `action` until it is answered, through restarts of the server it calls. `action` must be safe to repeat.
 * @throws its own error, when the server rejects it or does not come back in five minutes
 */
export async function persist<Answer>(action: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + maxOutageMs;
  for (let isWaiting = false; ; isWaiting = true) {
    try {
      const answer = await action();
      if (isWaiting) note("it is back; going on");
      return answer;
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > deadline) throw error;
      if (!isWaiting) note("the server is away; waiting up to 5 minutes for it (npm start starts it) …");
      await sleep(retryPauseMs);
    }
  }
}

type Waiting = { maxWaitMs: number; meanwhile?: ((waitedMs: number) => Promise<void>) | undefined };

/** Polls until `find` finds something; `meanwhile` runs after each poll that did not. @throws Error after `maxWaitMs` */
export async function waitFor<Found>(
  condition: string,
  find: () => Promise<Found | null>,
  { maxWaitMs, meanwhile }: Waiting,
): Promise<Found> {
  const began = Date.now();
  for (let isNoted = false; Date.now() - began < maxWaitMs; await sleep(pollMs)) {
    const found = await persist(find);
    if (found !== null) return found;
    const waitedMs = Date.now() - began;
    if (!isNoted && waitedMs > silentMs) {
      note(`waiting until ${condition} …`);
      isNoted = true;
    }
    await meanwhile?.(waitedMs);
  }
  throw new Error(`Waited ${maxWaitMs / 1000} seconds, in vain, until ${condition}`);
}
