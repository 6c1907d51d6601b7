import { expect, test } from "vitest";
import { wireOf } from "./wire-errors.ts";

test("each reason has the HTTP status that callers rely on", () => {
  const statuses = Object.entries(wireOf).map(([reason, { status }]) => [reason, status]);
  expect(Object.fromEntries(statuses)).toEqual({
    VALIDATION_ERROR: 400,
    UNAUTHENTICATED: 401,
    FORBIDDEN: 403,
    LINK_NOT_OPEN: 403,
    MEETING_NOT_FOUND: 404,
    NOT_FOUND: 404,
    METHOD_NOT_ALLOWED: 405,
    SLOT_TAKEN: 409,
    ILLEGAL_TRANSITION: 409,
    IDEMPOTENCY_CONFLICT: 409,
    LINK_EXPIRED: 410,
    LINK_REVOKED: 410,
    PAYLOAD_TOO_LARGE: 413,
    UNSUPPORTED_MEDIA_TYPE: 415,
    RATE_LIMITED: 429,
    INTERNAL_ERROR: 500,
    ZOOM_API_ERROR: 502,
    ZOOM_UNAVAILABLE: 503,
    SERVICE_UNAVAILABLE: 503,
  });
});
