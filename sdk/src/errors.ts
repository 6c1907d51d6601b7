import type { Issue } from "@patientcare/zoom-server/domain/errors.ts";
import type { ErrorData } from "@patientcare/zoom-server/rpc/error-data.ts";
import type { Reason } from "./service/unions.ts";

/** Failures on this side of the wire: too late, aborted, or no answer of the service. */
export type ClientReason = "TIMEOUT" | "ABORTED" | "NETWORK_ERROR";

/** Why the service refused, or why the SDK got no answer. */
export type ZoomErrorReason = Reason | ClientReason;

/** The facts of a failure besides its reason and its message. */
export interface FailureDetails {
  data?: ErrorData | undefined;
  status?: number | undefined;
  headers?: Record<string, string> | undefined;
  requestId?: string | undefined;
  issues?: readonly Issue[] | undefined;
  cause?: unknown;
}

/**
 * Every call that does not succeed rejects with one of these. It never holds the caller's token, nor the input.
 *
 * @example
 * if (isZoomError(error, "SLOT_TAKEN")) suggestAnotherTime();
 * else log.error({ reason: error.reason, requestId: error.requestId }, error.message);
 */
export class ZoomServiceError extends Error {
  override readonly name = "ZoomServiceError";
  /** The cause, as one word of a closed union: branch on it. */
  readonly reason: ZoomErrorReason;
  /** The HTTP status of the answer; undefined when none came. */
  readonly status: number | undefined;
  /** The headers of the answer, by their names in lower case; undefined when none came. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** Names the call in the service's logs: give it to support. Undefined when the call was never sent. */
  readonly requestId: string | undefined;
  /** The fields of the input that do not fit; empty for other reasons than `VALIDATION_ERROR`. */
  readonly issues: readonly Issue[];
  /** The service's whole description; undefined when no answer of the service came. */
  readonly data: ErrorData | undefined;

  constructor(reason: ZoomErrorReason, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = reason;
    this.status = details.status;
    this.headers = details.headers;
    this.requestId = details.requestId;
    this.issues = details.issues ?? details.data?.issues ?? [];
    this.data = details.data;
  }

  /** For logs: all but headers, stack and cause. */
  toJSON(): object {
    const { name, reason, message, status, requestId, issues, data } = this;
    return { name, reason, message, status, requestId, issues, data };
  }
}

/**
 * Whether `error` comes from a call of this SDK, with this reason where one is given:
 * `if (isZoomError(error, "SLOT_TAKEN")) …`
 */
export function isZoomError<R extends ZoomErrorReason = ZoomErrorReason>(
  error: unknown,
  reason?: R,
): error is ZoomServiceError & { readonly reason: R } {
  // By name, not by class: an application may hold two copies of this package.
  if (!(error instanceof Error) || error.name !== "ZoomServiceError") return false;
  return reason === undefined || ("reason" in error && error.reason === reason);
}
