import { expect, test } from "vitest";
import { at } from "./visit/a-session.ts";
import { alarmsOf, type WebhookHealth } from "./webhook-alarms.ts";

const ago = (secondsAgo: number) => ({ at: new Date(at("10:00").getTime() - secondsAgo * 1000), secondsAgo });
const namesOf = (change: Partial<WebhookHealth>) =>
  alarmsOf({
    delivery: ago(0),
    validation: null,
    success: ago(0),
    refused: null,
    runningVisits: 0,
    ...change,
  }).map(({ name }) => name);

test("silence begins after fifteen minutes without a delivery, and only while visits run", () => {
  expect(namesOf({ delivery: ago(900), runningVisits: 1 })).toEqual([]);
  expect(namesOf({ delivery: ago(901), runningVisits: 1 })).toEqual(["silent"]);
  expect(namesOf({ delivery: null, runningVisits: 1 })).toEqual(["silent"]);
  expect(namesOf({ delivery: ago(9_000), runningVisits: 0 })).toEqual([]);
});

test("a validation is overdue after eighty hours, where there ever was one", () => {
  expect(namesOf({ validation: ago(80 * 3_600) })).toEqual([]);
  expect(namesOf({ validation: ago(80 * 3_600 + 1) })).toEqual(["validation-overdue"]);
});

test("signatures are refused when the last one refused came well after the last one that held", () => {
  expect(namesOf({ refused: ago(1), success: ago(16) })).toEqual([]);
  expect(namesOf({ refused: ago(1), success: ago(17) })).toEqual(["signatures-refused"]);
  expect(namesOf({ refused: ago(1), success: null })).toEqual(["signatures-refused"]);
  expect(namesOf({ refused: ago(60), success: ago(10) })).toEqual([]);
});

test("the same trouble has the same time, whenever it is looked at", () => {
  const [first] = alarmsOf({
    delivery: null,
    validation: null,
    success: null,
    refused: null,
    runningVisits: 2,
  });
  expect(first).toEqual({ name: "silent", since: new Date(0) });
});
