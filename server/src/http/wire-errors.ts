import type { TRPCError } from "@trpc/server";
import type { Reason } from "../domain/errors.ts";

/** HTTP status and tRPC code of each reason, on every surface. tRPC has no code for 410. */
export const wireOf = {
  VALIDATION_ERROR: { status: 400, code: "BAD_REQUEST" },
  UNAUTHENTICATED: { status: 401, code: "UNAUTHORIZED" },
  FORBIDDEN: { status: 403, code: "FORBIDDEN" },
  LINK_NOT_OPEN: { status: 403, code: "FORBIDDEN" },
  MEETING_NOT_FOUND: { status: 404, code: "NOT_FOUND" },
  NOT_FOUND: { status: 404, code: "NOT_FOUND" },
  METHOD_NOT_ALLOWED: { status: 405, code: "METHOD_NOT_SUPPORTED" },
  SLOT_TAKEN: { status: 409, code: "CONFLICT" },
  ILLEGAL_TRANSITION: { status: 409, code: "CONFLICT" },
  IDEMPOTENCY_CONFLICT: { status: 409, code: "CONFLICT" },
  LINK_EXPIRED: { status: 410, code: "PRECONDITION_FAILED" },
  LINK_REVOKED: { status: 410, code: "PRECONDITION_FAILED" },
  PAYLOAD_TOO_LARGE: { status: 413, code: "PAYLOAD_TOO_LARGE" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, code: "UNSUPPORTED_MEDIA_TYPE" },
  RATE_LIMITED: { status: 429, code: "TOO_MANY_REQUESTS" },
  INTERNAL_ERROR: { status: 500, code: "INTERNAL_SERVER_ERROR" },
  ZOOM_API_ERROR: { status: 502, code: "BAD_GATEWAY" },
  ZOOM_UNAVAILABLE: { status: 503, code: "SERVICE_UNAVAILABLE" },
  SERVICE_UNAVAILABLE: { status: 503, code: "SERVICE_UNAVAILABLE" },
} as const satisfies Record<Reason, { status: number; code: TRPCError["code"] }>;
