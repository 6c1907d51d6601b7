import { expect, test } from "vitest";
import { ZoomError, type ZoomFailure } from "./errors.ts";

const failures: [ZoomFailure, string][] = [
  [
    { kind: "rate-limited", until: new Date("2026-03-10T00:00:00Z"), scope: "host" },
    "PATCH /x: host rate limit until 2026-03-10T00:00:00.000Z",
  ],
  [{ kind: "not-found", code: 3001 }, "PATCH /x: not found (3001)"],
  [{ kind: "rejected", status: 400, code: 300, message: "No." }, "PATCH /x: rejected with 400/300: No."],
  [{ kind: "unavailable", detail: "ECONNREFUSED" }, "PATCH /x: unavailable, ECONNREFUSED"],
  [{ kind: "unknown-outcome", detail: "status 502" }, "PATCH /x: outcome unknown, status 502"],
];

test.each(failures)("%o", (failure, message) => {
  const error = new ZoomError(failure, "PATCH /x");
  expect(error.message).toBe(message);
  expect(error.failure).toBe(failure);
});
