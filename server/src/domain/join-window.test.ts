import type { MeetingStatus } from "@patientcare/zoom-db/unions";
import { describe, expect, test } from "vitest";
import { isOpen, isStillPossible, type LinkFacts, type LinkState, linkState } from "./join-window.ts";

const window = { opensBeforeMinutes: 15, closesAfterMinutes: 30 };
const slot = { start: new Date("2030-05-07T10:00:00Z"), duration: 30 };
const opens = new Date("2030-05-07T09:45:00.000Z");
const closes = new Date("2030-05-07T11:00:00.000Z");
const shifted = (at: Date, milliseconds: number) => new Date(at.getTime() + milliseconds);

test.each([
  { edge: "opening", at: opens, by: -1, open: false },
  { edge: "opening", at: opens, by: 0, open: true },
  { edge: "opening", at: opens, by: 1, open: true },
  { edge: "closing", at: closes, by: -1, open: true },
  { edge: "closing", at: closes, by: 0, open: false },
  { edge: "closing", at: closes, by: 1, open: false },
])("$by ms from the $edge the window is open: $open", ({ at, by, open }) => {
  expect(isOpen(slot, window, shifted(at, by))).toBe(open);
});

test("a slot can still be booked until its window closes, also one that has begun", () => {
  expect(isStillPossible(slot, window, shifted(opens, -86_400_000))).toBe(true);
  expect(isStillPossible(slot, window, shifted(closes, -1))).toBe(true);
  expect(isStillPossible(slot, window, closes)).toBe(false);
});

test("a window without minutes before and after is the slot itself", () => {
  const bare = { opensBeforeMinutes: 0, closesAfterMinutes: 0 };
  expect(isOpen(slot, bare, shifted(slot.start, -1))).toBe(false);
  expect(isOpen(slot, bare, slot.start)).toBe(true);
  expect(isOpen(slot, bare, new Date("2030-05-07T10:29:59.999Z"))).toBe(true);
  expect(isOpen(slot, bare, new Date("2030-05-07T10:30:00.000Z"))).toBe(false);
});

describe("what a link leads to", () => {
  const stateOf = (change: Partial<LinkFacts>, at: Date): LinkState =>
    linkState(
      {
        slot,
        status: "scheduled",
        revoked: false,
        closedToNewEntries: false,
        declaredEnded: false,
        missing: false,
        ...change,
      },
      window,
      at,
    );

  const expected: Record<MeetingStatus, { before: LinkState; inside: LinkState; after: LinkState }> = {
    pending: { before: "pending", inside: "pending", after: "over" },
    failed: { before: "pending", inside: "pending", after: "over" },
    scheduled: { before: "early", inside: "open", after: "over" },
    started: { before: "early", inside: "open", after: "over" },
    ended: { before: "early", inside: "open", after: "over" },
    cancelled: { before: "cancelled", inside: "cancelled", after: "cancelled" },
    missed: { before: "over", inside: "over", after: "over" },
  };
  test.each(Object.entries(expected))("%s", (name, { before, inside, after }) => {
    const status = name as MeetingStatus;
    expect(stateOf({ status }, shifted(opens, -1))).toBe(before);
    expect(stateOf({ status }, opens)).toBe(inside);
    expect(stateOf({ status }, shifted(closes, -1))).toBe(inside);
    expect(stateOf({ status }, closes)).toBe(after);
  });

  test("a visit ended by word is over at once", () => {
    expect(stateOf({ status: "ended", declaredEnded: true }, slot.start)).toBe("over");
  });

  test("a visit that started again after it was ended by word is open", () => {
    expect(stateOf({ status: "started", declaredEnded: true }, slot.start)).toBe("open");
  });

  test("while a call runs whose appointment was cancelled, nobody else gets in", () => {
    expect(stateOf({ status: "started", closedToNewEntries: true }, slot.start)).toBe("cancelled");
  });

  test("while Zoom does not know the meeting, an open link waits for it to be made again", () => {
    expect(stateOf({ missing: true }, shifted(opens, -1))).toBe("early");
    expect(stateOf({ missing: true }, opens)).toBe("pending");
    expect(stateOf({ missing: true, status: "started" }, slot.start)).toBe("pending");
    expect(stateOf({ missing: true }, closes)).toBe("over");
  });

  test("a revoked link says so, whatever became of the visit", () => {
    expect(stateOf({ status: "cancelled", revoked: true }, slot.start)).toBe("revoked");
    expect(stateOf({ revoked: true }, shifted(closes, 1))).toBe("revoked");
  });
});
