import type { Details, Reason } from "@patientcare/zoom-server/domain/errors.ts";

/** What happens on this side of the wire: too late, called off, or no answer of the service. */
export type ClientReason = "TIMEOUT" | "ABORTED" | "NETWORK_ERROR";

/** Why the service refused, or why the SDK could not ask it. */
export type ZoomErrorReason = Reason | ClientReason;

/** What the service says of a refusal, as `error.data` on the wire. */
export interface ErrorData extends Details {
  /** tRPC's word, such as CONFLICT. */
  code: string;
  httpStatus: number;
  /** The procedure, such as meetings.create. */
  path?: string;
  reason: Reason;
}

/** Every call that does not succeed rejects with one of these. */
export class ZoomServiceError extends Error {
  override readonly name = "ZoomServiceError";
  readonly reason: ZoomErrorReason;
  /** What the service told; undefined when no answer of its came. */
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
  return reason === undefined || (error as ZoomServiceError).reason === reason;
}
