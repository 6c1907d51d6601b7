/** Every failure that a caller can act on; the wire carries it as `data.reason` (RPC) or `error.code` (REST). */
export const reasons = [
  "VALIDATION_ERROR",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "LINK_NOT_OPEN",
  "MEETING_NOT_FOUND",
  "NOT_FOUND",
  "METHOD_NOT_ALLOWED",
  "SLOT_TAKEN",
  "ILLEGAL_TRANSITION",
  "IDEMPOTENCY_CONFLICT",
  "LINK_EXPIRED",
  "LINK_REVOKED",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "RATE_LIMITED",
  "INTERNAL_ERROR",
  "ZOOM_API_ERROR",
  "ZOOM_UNAVAILABLE",
  "SERVICE_UNAVAILABLE",
] as const;
export type Reason = (typeof reasons)[number];

/**
 * Whether the same call fails the same way however long its caller waits: such a failure is stored under its idempotency
 * key. Identity, role and input are checked again for each call.
 */
export const isFinal = {
  VALIDATION_ERROR: false,
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  LINK_NOT_OPEN: true,
  MEETING_NOT_FOUND: true,
  NOT_FOUND: true,
  METHOD_NOT_ALLOWED: true,
  SLOT_TAKEN: true,
  ILLEGAL_TRANSITION: true,
  IDEMPOTENCY_CONFLICT: true,
  LINK_EXPIRED: true,
  LINK_REVOKED: true,
  PAYLOAD_TOO_LARGE: true,
  UNSUPPORTED_MEDIA_TYPE: true,
  RATE_LIMITED: false,
  INTERNAL_ERROR: false,
  ZOOM_API_ERROR: false,
  ZOOM_UNAVAILABLE: false,
  SERVICE_UNAVAILABLE: false,
} as const satisfies Record<Reason, boolean>;

/** One field of an input that does not fit. */
export interface Issue {
  /** The field, with dots (`appointment.startTime`); empty for the input as a whole. */
  path: string;
  /** The rule that it breaks, such as "must be an e-mail address". */
  message: string;
}

/** Why Zoom did not make or change a meeting; `errors` name the fields that it refused, or that we cannot use. */
export interface ZoomRefusal {
  /** The HTTP status of Zoom's answer. */
  status: number;
  /** Zoom's own code of the error. */
  code: number | string;
  /** Zoom's own words. */
  message: string;
  /** The fields that Zoom refused, each with Zoom's words. */
  errors?: {
    /** Its name at Zoom. */
    field: string;
    /** Zoom's own words. */
    message: string;
  }[];
}

/** One sentence for people and for the history. */
export function describeRefusal({ code, message, errors = [] }: ZoomRefusal): string {
  const what =
    errors.map((error) => `${error.field}: ${error.message}`).join("; ") || `it (${code}): ${message}`;
  return `Zoom refused ${what}`;
}

/** `details` go to the caller as they are: never names, e-mails, URLs or secrets. */
export interface Details {
  /** With VALIDATION_ERROR: the fields that do not fit. */
  issues?: Issue[];
  /** With ZOOM_API_ERROR: the answer of Zoom. */
  zoomError?: ZoomRefusal;
  /** The appointment whose meeting failed. */
  appointmentId?: string;
  /** Seconds to wait before another try may succeed. */
  retryAfterSeconds?: number;
  /** With RATE_LIMITED for a stream: how many may be open at a time. */
  limit?: number;
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

export const slotTaken = (): DomainError =>
  new DomainError("SLOT_TAKEN", "The host already has a meeting in this slot: choose another time");
