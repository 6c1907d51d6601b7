import { expect, test } from "vitest";
import { z } from "zod";
import { DomainError } from "./domain/errors.ts";
import { invalidInput, toDomainError } from "./to-domain-error.ts";

test("a DomainError stays as it is", () => {
  const failure = new DomainError("SLOT_TAKEN", "The host is busy");
  expect(toDomainError(failure)).toBe(failure);
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
  const failure = toDomainError(error);
  expect(failure.reason).toBe("VALIDATION_ERROR");
  const issues = failure.details.issues ?? [];
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
  expect(failure.message).toContain("appointment.doctor.email");
});

test("an input that does not fit as a whole says so", () => {
  expect(invalidInput([{ path: "", message: "must be an object" }]).message).toBe(
    "The input does not fit: it must be an object",
  );
});

test.each(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"])(
  "a database that cannot be reached (%s) is SERVICE_UNAVAILABLE, with a time to try again",
  (code) => {
    const failure = toDomainError(Object.assign(new Error("connect 10.0.0.7:5432"), { code }));
    expect(failure).toMatchObject({ reason: "SERVICE_UNAVAILABLE", details: { retryAfterSeconds: 2 } });
    expect(failure.message).not.toContain("10.0.0.7");
  },
);

test.each([
  ["an error", new Error("password=canary")],
  ["a text", "canary"],
  ["nothing", undefined],
])("an unexpected error (%s) shows nothing but that it happened", (_, thrown) => {
  const failure = toDomainError(thrown);
  expect(failure.reason).toBe("INTERNAL_ERROR");
  expect(failure.details).toEqual({});
  expect(failure.message).not.toContain("canary");
});
