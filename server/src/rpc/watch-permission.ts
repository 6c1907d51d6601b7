import type { ServerResponse } from "node:http";
import { setInterval as every } from "node:timers";

const checkEveryMs = 1_000;

/**
 * Aborts `permission` once the caller's token holds no longer, while this answer is open: the token has ended, was
 * revoked, or its key has left the key set.
 */
export function watchPermission(
  check: () => Promise<unknown>,
  permission: AbortController,
  outgoing: ServerResponse,
): void {
  const timer = every(() => check().catch(() => permission.abort()), checkEveryMs).unref();
  const stop = () => clearInterval(timer);
  permission.signal.addEventListener("abort", stop, { once: true });
  outgoing.once("close", stop);
}
