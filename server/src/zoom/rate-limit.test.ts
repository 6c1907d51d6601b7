import { expect, test } from "vitest";
import { rateLimitedUntil } from "./rate-limit.ts";

const now = new Date("2026-03-09T14:00:00.250Z");
const midnight = "2026-03-10T00:00:00.000Z";
const shortly = "2026-03-09T14:00:01.500Z";
const tomorrow = "2026-03-10T14:00:00.250Z";

const perSecond = "You have reached the maximum per-second rate limit for this API. Try again later.";
const daily =
  "You have reached the maximum daily rate limit for this API. Refer to the response header for details.";
const perHost =
  "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.";

function until(headers: Record<string, string>, message: string, at = now): string {
  return rateLimitedUntil({ headers: new Headers(headers), message }, at).until?.toISOString() ?? "unknown";
}

test.each([
  ["seconds", { "retry-after": "7" }, perSecond, "2026-03-09T14:00:07.250Z"],
  ["an HTTP date", { "retry-after": "Mon, 09 Mar 2026 14:30:00 GMT" }, daily, "2026-03-09T14:30:00.000Z"],
  ["an ISO instant", { "retry-after": "2026-03-10T00:00:00Z" }, daily, midnight],
  [
    "an ISO instant with an offset",
    { "retry-after": "2026-03-09T20:00:00+02:00" },
    daily,
    "2026-03-09T18:00:00.000Z",
  ],
  ["nothing, per second", {}, perSecond, shortly],
  ["nothing, daily", {}, daily, midnight],
  ["nothing but a daily type", { "x-ratelimit-type": "Daily-limit" }, "", midnight],
  ["nothing at all", {}, "", "unknown"],
  ["a text that we do not know", {}, "Trop de requêtes.", "unknown"],
  ["a type that we do not know", { "x-ratelimit-type": "QPS" }, "", shortly],
  ["garbage", { "retry-after": "soon" }, perSecond, shortly],
  ["garbage, daily", { "retry-after": "-5" }, daily, midnight],
  ["a local time", { "retry-after": "2026-03-09T15:00:00" }, daily, midnight],
  ["zero", { "retry-after": "0" }, perSecond, shortly],
  ["an instant just passed", { "retry-after": "2026-03-09T13:59:59Z" }, daily, shortly],
  ["an instant long past", { "retry-after": "2025-01-20T00:00:00Z" }, daily, midnight],
  ["ten years ahead", { "retry-after": "2036-03-09T14:00:00Z" }, daily, tomorrow],
  ["ten years in seconds", { "retry-after": "315360000" }, perSecond, tomorrow],
  ["more digits than a number holds", { "retry-after": "9".repeat(400) }, perSecond, tomorrow],
  ["a reset", { "x-ratelimit-reset": "1773064805" }, perSecond, "2026-03-09T14:00:05.000Z"],
  ["a reset long past", { "x-ratelimit-reset": "1000000000" }, perSecond, shortly],
  ["a reset ten years ahead", { "x-ratelimit-reset": "2088597600" }, perSecond, shortly],
])("told %s", (_, headers, message, expected) => {
  expect(until(headers, message)).toBe(expected);
});

test("a host's daily limit lasts until midnight in UTC, whatever the headers say", () => {
  const headers = new Headers({ "x-ratelimit-remaining": "5893", "retry-after": "1" });
  expect(rateLimitedUntil({ headers, message: perHost }, now)).toEqual({
    until: new Date(midnight),
    scope: "host",
  });
});

test("every other limit is the account's", () => {
  expect(rateLimitedUntil({ headers: new Headers(), message: daily }, now).scope).toBe("account");
});

test("a clock that is ahead of Zoom's at midnight does not cost a day", () => {
  const justPast = new Date("2026-03-10T00:00:01.000Z");
  const headers = { date: "Mon, 09 Mar 2026 23:59:59 GMT" };
  expect(until(headers, perHost, justPast)).toBe("2026-03-10T00:00:02.000Z");
  expect(until({}, perHost, justPast)).toBe("2026-03-11T00:00:00.000Z");
});
