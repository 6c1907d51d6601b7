import { expect, test } from "vitest";
import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { explain, invalidInput, wireOf } from "./wire-errors.ts";

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

test("a failure of ours is told as it is", () => {
  const failure = new DomainError("SLOT_TAKEN", "The host is busy");
  expect(explain(failure)).toBe(failure);
});

test("an input that does not fit names each field by its dotted path, and unknown ones too", () => {
  const Input = z.strictObject({
    appointment: z.strictObject({ doctor: z.strictObject({ email: z.email("must be an e-mail address") }) }),
    tags: z.array(z.string()).optional(),
  });
  const { error } = Input.safeParse({
    appointment: { doctor: { email: "x", name: "Ada" }, __proto: 1 },
    tags: ["a", 1],
    extra: true,
    more: true,
  });
  const told = explain(error);
  expect(told.reason).toBe("VALIDATION_ERROR");
  const issues = told.details.issues ?? [];
  expect(issues.map(({ path }) => path).sort()).toEqual([
    "appointment.__proto",
    "appointment.doctor.email",
    "appointment.doctor.name",
    "extra",
    "more",
    "tags.1",
  ]);
  expect(issues).toContainEqual({ path: "appointment.doctor.email", message: "must be an e-mail address" });
  expect(issues).toContainEqual({ path: "more", message: "is not a known field" });
  expect(told.message).toContain("appointment.doctor.email");
});

test("an input that does not fit as a whole says so", () => {
  expect(invalidInput([{ path: "", message: "must be an object" }]).message).toBe(
    "The input does not fit: it must be an object",
  );
});

test.each(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"])(
  "a database that cannot be reached (%s) is told as such, with a time to try again",
  (code) => {
    const told = explain(Object.assign(new Error("connect 10.0.0.7:5432"), { code }));
    expect(told).toMatchObject({ reason: "SERVICE_UNAVAILABLE", details: { retryAfterSeconds: 2 } });
    expect(told.message).not.toContain("10.0.0.7");
  },
);

test.each([
  ["an error", new Error("password=canary")],
  ["a text", "canary"],
  ["nothing", undefined],
])("of what was not expected (%s) nothing is told but that it happened", (_, thrown) => {
  const told = explain(thrown);
  expect(told.reason).toBe("INTERNAL_ERROR");
  expect(told.details).toEqual({});
  expect(told.message).not.toContain("canary");
});
