import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

test("fields may come in any order, and one that is undefined may be left out", () => {
  const at = new Date("2027-01-15T09:00:00Z");
  expect(canonicalJson({ b: [{ d: 1, c: at }], a: undefined })).toBe(
    '{"b":[{"c":"2027-01-15T09:00:00.000Z","d":1}]}',
  );
  expect(canonicalJson(undefined)).toBe("null");
});

test("equal values are equal texts, and different values different texts", () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const plain = (given: unknown): unknown => JSON.parse(JSON.stringify(given));
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(canonicalJson(one) === canonicalJson(other)).toBe(isDeepStrictEqual(plain(one), plain(other)));
      expect(canonicalJson(reversed(one))).toBe(canonicalJson(one));
      expect(JSON.parse(canonicalJson(one))).toEqual(plain(one));
    }),
  );
});

function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  const fields = Object.entries(value).map(([name, inner]) => [name, reversed(inner)] as const);
  return Object.fromEntries(fields.reverse());
}
