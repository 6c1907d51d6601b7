import type { MeetingStatus } from "@patientcare/zoom-db/unions";
import { describe, expect, test } from "vitest";
import { type AppointmentIntent, consequenceOf, intentOf, precedenceOf } from "./appointment-change.ts";

const meetings = [
  "none",
  "pending",
  "scheduled",
  "failed",
  "cancelled",
  "missed",
  "ended",
  "started",
] as const;
const wishes = ["confirmed", "withdrawn", "finished"] as const;

/** In the order of `meetings`; in brackets: only when the slot moved to the future, else `record`. */
const table: Record<AppointmentIntent, string> = {
  confirmed: "create change change change revive (revive) (revive) mark-changed",
  withdrawn: "record cancel cancel cancel record record record close-entries",
  finished: "record record record record record record record record",
};

describe("what the platform's word does to the meeting", () => {
  for (const wish of wishes) {
    for (const [index, meeting] of meetings.entries()) {
      const cell = table[wish].split(" ")[index] ?? "";
      test(`${wish}, ${meeting}: ${cell}`, () => {
        const told = (slotMovedAhead: boolean, slotIsOver = false) =>
          consequenceOf({
            desired: wish,
            meeting: meeting satisfies MeetingStatus | "none",
            slotIsOver,
            slotMovedAhead,
          });
        const moved = cell.replace(/[()]/g, "");
        expect(told(true)).toBe(moved);
        expect(told(false)).toBe(cell.startsWith("(") ? "record" : moved);
        expect(told(true, true)).toBe("record");
        expect(told(false, true)).toBe("record");
      });
    }
  }
});

test("a confirmed online appointment wants a visit, a finished one is recorded, every other is withdrawn", () => {
  const statuses = ["PENDING", "CONFIRMED", "CANCELLED", "COMPLETED", "NO_SHOW"] as const;
  expect(statuses.map((status) => intentOf(status, "ONLINE"))).toEqual([
    "withdrawn",
    "confirmed",
    "withdrawn",
    "finished",
    "finished",
  ]);
  expect(statuses.map((status) => intentOf(status, "IN_PERSON"))).toEqual([
    "withdrawn",
    "withdrawn",
    "withdrawn",
    "finished",
    "finished",
  ]);
});

describe("which of two words holds", () => {
  const at = (second: number) => new Date(Date.UTC(2027, 0, 15, 9, 0, second));
  const word = (second: number, status: "CONFIRMED" | "CANCELLED") => ({ updatedAt: at(second), status });

  test("the first one, and every newer one, is applied", () => {
    expect(precedenceOf(null, word(0, "CANCELLED"), false)).toBe("apply");
    for (const known of ["CONFIRMED", "CANCELLED"] as const) {
      for (const said of ["CONFIRMED", "CANCELLED"] as const) {
        for (const same of [true, false]) {
          expect(precedenceOf(word(0, known), word(1, said), same)).toBe("apply");
        }
      }
    }
  });

  test("an older one is ignored, whatever it says", () => {
    for (const said of ["CONFIRMED", "CANCELLED"] as const) {
      expect(precedenceOf(word(1, "CONFIRMED"), word(0, said), false)).toBe("ignore");
    }
  });

  test("one of the same time: repeated it is nothing, a cancellation wins, another is applied and marked", () => {
    expect(precedenceOf(word(0, "CONFIRMED"), word(0, "CONFIRMED"), true)).toBe("ignore");
    expect(precedenceOf(word(0, "CANCELLED"), word(0, "CONFIRMED"), false)).toBe("ignore");
    expect(precedenceOf(word(0, "CANCELLED"), word(0, "CANCELLED"), false)).toBe("ignore");
    expect(precedenceOf(word(0, "CONFIRMED"), word(0, "CANCELLED"), false)).toBe("apply");
    expect(precedenceOf(word(0, "CONFIRMED"), word(0, "CONFIRMED"), false)).toBe("apply-as-conflict");
  });
});
