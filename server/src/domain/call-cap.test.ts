import { expect, test } from "vitest";
import { nextCallAt } from "./call-cap.ts";

const minutes = (count: number) =>
  Array.from({ length: count }, (_, index) => new Date(Date.UTC(2026, 2, 9, 14, index)));

test("nine calls of the last hour leave room for one more", () => {
  expect(nextCallAt([])).toBeNull();
  expect(nextCallAt(minutes(9))).toBeNull();
});

test("after ten, the next waits until one of them lies an hour back", () => {
  expect(nextCallAt(minutes(10))).toEqual(new Date("2026-03-09T15:00:00Z"));
  expect(nextCallAt(minutes(12))).toEqual(new Date("2026-03-09T15:02:00Z"));
});
