/** Why the service refused, or why the SDK could not ask it. */
export type ZoomErrorReason =
  | "VALIDATION_ERROR"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "LINK_NOT_OPEN"
  | "MEETING_NOT_FOUND"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "SLOT_TAKEN"
  | "ILLEGAL_TRANSITION"
  | "IDEMPOTENCY_CONFLICT"
  | "LINK_EXPIRED"
  | "LINK_REVOKED"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "RATE_LIMITED"
  | "INTERNAL_ERROR"
  | "ZOOM_API_ERROR"
  | "ZOOM_UNAVAILABLE"
  | "SERVICE_UNAVAILABLE"
  | ClientReason;

/** What happens on this side of the wire: too late, called off, or no answer that can be read. */
export type ClientReason = "TIMEOUT" | "ABORTED" | "NETWORK_ERROR";

/** What the service says of a refusal, as `error.data` on the wire. */
export interface ErrorData {
  code: string;
  httpStatus: number;
  path?: string;
  reason: Exclude<ZoomErrorReason, ClientReason>;
  /** The fields that do not fit; `path` is dotted. */
  issues?: { path: string; message: string }[];
  zoomError?: { status: number; code: number | string; message: string };
  appointmentId?: string;
  retryAfterSeconds?: number;
}

/** Every call that does not succeed rejects with one of these. */
export class ZoomServiceError extends Error {
  override readonly name = "ZoomServiceError";
  readonly reason: ZoomErrorReason;
  /** Undefined when no answer came. */
  readonly data: ErrorData | undefined;

  constructor(reason: ZoomErrorReason, message: string, options: { data?: ErrorData; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.reason = reason;
    this.data = options.data;
  }
}

/** Whether `error` comes from a call of this SDK, with this reason where one is given. */
export const isZoomError = (error: unknown, reason?: ZoomErrorReason): error is ZoomServiceError =>
  error instanceof ZoomServiceError && (reason === undefined || error.reason === reason);
