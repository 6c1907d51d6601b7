import { expect, test } from "vitest";
import { parseSince } from "./options.ts";

const now = new Date("2027-01-15T09:00:00Z");

test.each([
  ["30s", "2027-01-15T08:59:30Z"],
  ["90m", "2027-01-15T07:30:00Z"],
  ["2h", "2027-01-15T07:00:00Z"],
  ["3d", "2027-01-12T09:00:00Z"],
  ["2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z"],
  ["2027-01-01T00:00:00+02:00", "2026-12-31T22:00:00Z"],
])("%s is %s", (text, expected) => {
  expect(parseSince(text, now)).toEqual(new Date(expected));
});

test.each([
  "",
  "2",
  "h",
  "-2h",
  "2w",
  "yesterday",
  "2027-01-01",
  "2027-01-01T00:00:00",
  "2027-13-01T00:00:00Z",
])("%j is refused with examples", (text) => {
  expect(() => parseSince(text, now)).toThrow(/such as 90m, 2h or 3d/);
});
