import { expect, test } from "vitest";
import { mayBeInside } from "./inside.ts";

const at = (second: number) => new Date(Date.UTC(2027, 0, 15, 9, 0, second));
const facts = { status: "scheduled", zoomMeetingId: "123456789", enteredAt: at(10) };
const answer = { zoomMeetingId: "123456789", enteredAt: at(10), running: false };

test("somebody may be inside a visit that runs, whatever Zoom answered before", () => {
  expect(mayBeInside({ ...facts, status: "started", enteredAt: null }, answer)).toBe(true);
});

test("a host who went on to Zoom may be inside, unless Zoom says that nobody is", () => {
  expect(mayBeInside({ ...facts, enteredAt: null }, null)).toBe(false);
  expect(mayBeInside(facts, null)).toBe(true);
  expect(mayBeInside(facts, { ...answer, running: true })).toBe(true);
  expect(mayBeInside(facts, answer)).toBe(false);
});

test("an answer counts for its own meeting, and for entries before it", () => {
  expect(mayBeInside(facts, { ...answer, zoomMeetingId: "987654321" })).toBe(true);
  expect(mayBeInside({ ...facts, enteredAt: at(11) }, answer)).toBe(true);
  expect(mayBeInside({ ...facts, enteredAt: at(9) }, answer)).toBe(false);
});
