import type { RefusedField, ZoomFailure } from "./errors.ts";

/** A call without a usable answer: reading can simply be repeated, a change may have been made. */
export function unsettled(isMutating: boolean, detail: string, unreadable?: RefusedField[]): ZoomFailure {
  return { kind: isMutating ? "unknown-outcome" : "unavailable", detail, ...(unreadable && { unreadable }) };
}
