import { setTimeout as sleep } from "node:timers/promises";
import { isZoomError } from "@patientcare/zoom-sdk";
import { note } from "./narrate.ts";

const patienceMs = 5 * 60_000;
const pauseMs = 300;

/** Nobody answered, or not to the end: the same may be asked again. */
function isAway(error: unknown): boolean {
  if (isZoomError(error)) {
    return ["NETWORK_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE", "ZOOM_UNAVAILABLE"].includes(error.reason);
  }
  // What fetch throws when a connection cannot be made, breaks, or takes too long.
  return error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");
}

/**
 * Does `action` until it is answered, through restarts of whatever it asks. `action` must be safe to repeat.
 * @throws its own error, when that is a refusal or when nobody came back in five minutes
 */
export async function persist<Answer>(action: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + patienceMs;
  for (let isWaiting = false; ; isWaiting = true) {
    try {
      const answer = await action();
      if (isWaiting) note("it is back; going on");
      return answer;
    } catch (error) {
      if (!isAway(error) || Date.now() > deadline) throw error;
      if (!isWaiting) note("the server is away; waiting up to 5 minutes for it (npm start starts it) …");
      await sleep(pauseMs);
    }
  }
}
