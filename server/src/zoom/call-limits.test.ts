import { expect, test } from "vitest";
import { callLimits } from "./call-limits.ts";

const now = new Date("2026-03-09T14:00:00Z");

test.each([0, -5, now, new Date("2026-03-09T13:59:59Z")])("the deadline %s has passed", (deadline) => {
  expect(callLimits({ deadline }, now).aborted).toBe(true);
});

test.each([1000, 1e12, new Date("2026-03-09T14:00:01Z"), undefined])(
  "the deadline %s is ahead",
  (deadline) => {
    expect(callLimits({ deadline }, now).aborted).toBe(false);
  },
);

test("the caller's wish ends the call before its deadline", () => {
  const caller = new AbortController();
  const limits = callLimits({ deadline: 60_000, signal: caller.signal }, now);
  caller.abort();
  expect(limits.aborted).toBe(true);
});
