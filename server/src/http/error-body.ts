import type { DomainError } from "../domain/errors.ts";

/** How everything but the RPC surface tells of a failure. */
export const envelope = (told: DomainError) => ({
  error: {
    code: told.reason,
    message: told.message,
    details: told.details,
    timestamp: new Date().toISOString(),
  },
});
