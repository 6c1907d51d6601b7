import { expect, test } from "vitest";
import { slope } from "./slope.ts";

test("the slope of a straight line is its rise for each step", () => {
  const points = [0, 1, 2, 3].map((x) => ({ x, y: 7 - 2 * x }));
  expect(slope(points)).toBeCloseTo(-2);
});

test("values that swing around one level have no slope", () => {
  const points = [5, 6, 6, 5].map((y, x) => ({ x, y }));
  expect(slope(points)).toBeCloseTo(0);
});

test("a single value, or none, has no slope", () => {
  expect([slope([{ x: 1, y: 3 }]), slope([])]).toEqual([0, 0]);
});
