import { DomainError, type Reason } from "../domain/errors.ts";

const temporary: ReadonlySet<Reason> = new Set(["ZOOM_UNAVAILABLE", "SERVICE_UNAVAILABLE", "RATE_LIMITED"]);

const isTemporary = ({ reason, details }: DomainError) =>
  temporary.has(reason) || details.retryAfterSeconds !== undefined;

/** The header that says when to try again, for the first failure that waiting helps. */
export function retryAfter(failures: readonly unknown[]): Record<string, string> {
  const found = failures.find((failure) => failure instanceof DomainError && isTemporary(failure));
  return found instanceof DomainError ? { "Retry-After": String(found.details.retryAfterSeconds ?? 5) } : {};
}
