import type { DomainError } from "../domain/errors.ts";

/** The body of a failed request on every surface but RPC. */
export const envelope = (failure: DomainError, requestId: string) => ({
  error: {
    code: failure.reason,
    message: failure.message,
    details: failure.details,
    requestId,
    timestamp: new Date().toISOString(),
  },
});
