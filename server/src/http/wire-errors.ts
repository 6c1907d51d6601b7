import { isDatabaseUnavailable, isExclusionViolation } from "@patientcare/zoom-db";
import type { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type Issue, type Reason } from "../domain/errors.ts";

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

/** What a caller is told of any failure; nothing of an unexpected one but that it happened. */
export function explain(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof ZodError) return invalidInput(issuesOf(error));
  if (isExclusionViolation(error, "zoom_meetings_no_overlap")) {
    return new DomainError("SLOT_TAKEN", "The host already has a meeting in this slot: choose another time");
  }
  if (isDatabaseUnavailable(error)) {
    return new DomainError("SERVICE_UNAVAILABLE", "The database cannot be reached now: try again soon", {
      retryAfterSeconds: 2,
    });
  }
  return new DomainError("INTERNAL_ERROR", "Something went wrong on our side: tell us the request id");
}

export const invalidInput = (issues: Issue[]): DomainError =>
  new DomainError(
    "VALIDATION_ERROR",
    `The input does not fit: ${issues.map(({ path, message }) => path || `it ${message}`).join(", ")}`,
    { issues },
  );

function issuesOf(error: ZodError): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key].join("."), message: "is not a known field" }));
  });
}
