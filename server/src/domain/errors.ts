/** Every failure that a caller can act on; the wire carries it as `data.reason` (RPC) or `error.code` (REST). */
export type Reason =
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
  | "SERVICE_UNAVAILABLE";

/** One field of an input that does not fit: `path` is dotted ("appointment.startTime"). */
export interface Issue {
  path: string;
  message: string;
}

/** `details` go to the caller as they are: never names, e-mails, URLs or secrets. */
export interface Details {
  issues?: Issue[];
  zoomError?: { status: number; code: number | string; message: string };
  appointmentId?: string;
  retryAfterSeconds?: number;
}

export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly reason: Reason;
  readonly details: Details;

  constructor(reason: Reason, message: string, details: Details = {}) {
    super(message);
    this.reason = reason;
    this.details = details;
  }
}
