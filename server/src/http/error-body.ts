import type { DomainError } from "../domain/errors.ts";

/** The body of a failed request on every surface but RPC. */
export const envelope = (failure: DomainError) => ({
  error: {
    code: failure.reason,
    message: failure.message,
    details: failure.details,
    timestamp: new Date().toISOString(),
  },
});
