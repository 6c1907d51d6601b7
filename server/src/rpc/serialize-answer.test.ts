import fc from "fast-check";
import superjson from "superjson";
import { expect, test } from "vitest";
import { serializeAnswer } from "./serialize-answer.ts";

const shared = new Date("2026-10-27T09:00:00Z");
const flat = { seconds: 90 };
const plain = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const dates = fc.date({ noInvalidDate: true });
const names = fc.oneof(
  fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,8}$/),
  fc.constantFrom("a.b", "", "0", "a\\b", "toString"),
);
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    shared,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    undefined,
    12n,
    new Date(Number.NaN),
  ),
  fc.array(fc.integer(), { maxLength: 2 }),
  fc.record({ at: dates }),
  fc.dictionary(names, fc.oneof(plain, dates)),
  fc.record({ inner: fc.record({ at: dates }) }),
  fc.constant({ at: shared }),
  fc.uint8Array({ maxLength: 2 }),
);
const written = (serialize: (value: unknown) => unknown, value: unknown) => {
  try {
    return JSON.stringify(serialize(value));
  } catch (error) {
    return String(error);
  }
};

test("answers of any shape are written as superjson writes them", () => {
  const answers = fc.oneof(
    fc.dictionary(names, fc.oneof(plain, dates)),
    fc.dictionary(names, fc.oneof({ weight: 4, arbitrary: plain }, { weight: 2, arbitrary: dates }, odd)),
    fc.constantFrom<unknown>("x", null, undefined, [], new Map([["a", shared]]), shared, { constructor: 1 }),
    fc.constant({ startTime: shared, endTime: shared }),
    fc.constant({ at: shared, data: { at: shared } }),
    fc.constant({ one: flat, other: flat }),
  );
  fc.assert(
    fc.property(answers, (answer) => {
      expect(written(serializeAnswer, answer)).toBe(written(superjson.serialize, answer));
    }),
    { numRuns: 2_000 },
  );
});

test("an answer with Dates is read back as it was", () => {
  const meeting = {
    id: "a",
    topic: "Follow-up",
    startTime: shared,
    duration: 30,
    outcome: null,
    live: false,
  };
  expect(superjson.deserialize(serializeAnswer(meeting))).toEqual(meeting);
});
