import type { Reason } from "@patientcare/zoom-server/domain/errors.ts";
import type { ErrorData } from "@patientcare/zoom-server/rpc/error-shape.ts";

/** Failures on this side of the wire: too late, aborted, or no answer of the service. */
export type ClientReason = "TIMEOUT" | "ABORTED" | "NETWORK_ERROR";

/** Why the service refused, or why the SDK got no answer. */
export type ZoomErrorReason = Reason | ClientReason;

/** Every call that does not succeed rejects with one of these. */
export class ZoomServiceError extends Error {
  override readonly name = "ZoomServiceError";
  readonly reason: ZoomErrorReason;
  /** The service's description; undefined when no answer of the service came. */
  readonly data: ErrorData | undefined;

  constructor(reason: ZoomErrorReason, message: string, options: { data?: ErrorData; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.reason = reason;
    this.data = options.data;
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
