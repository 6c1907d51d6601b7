import fc from "fast-check";
import { expect, test } from "vitest";
import { common, type Interval, merged, secondsIn, without } from "./intervals.ts";

const interval = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 8 }))
  .map(([from, length]): Interval => ({ from: new Date(from * 1000), to: new Date((from + length) * 1000) }));
const intervals = fc.array(interval, { maxLength: 6 });

/** The seconds that an interval covers, one by one. */
const secondsOf = (all: readonly Interval[]) =>
  Array.from({ length: 40 }, (_, second) => second + 0.5).filter((second) =>
    all.some(({ from, to }) => from.getTime() / 1000 < second && second < to.getTime() / 1000),
  );

test("second by second, intervals are joined, shared and taken away like sets", () => {
  fc.assert(
    fc.property(intervals, intervals, (some, others) => {
      const inOthers = new Set(secondsOf(others));
      expect(secondsOf(merged(some))).toEqual(secondsOf(some));
      expect(secondsOf(common(some, others))).toEqual(secondsOf(some).filter((each) => inOthers.has(each)));
      expect(secondsOf(without(some, others))).toEqual(secondsOf(some).filter((each) => !inOthers.has(each)));
      expect(secondsIn(some)).toBe(secondsOf(some).length);
    }),
  );
});

test("what was merged lies apart and in order, whatever order it came in", () => {
  fc.assert(
    fc.property(
      intervals.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([all, shuffled]) => {
        const result = merged(all);
        expect(merged(shuffled)).toEqual(result);
        for (const [index, { from }] of result.entries()) {
          const before = result[index - 1];
          expect(before === undefined || before.to < from).toBe(true);
        }
      },
    ),
  );
});
