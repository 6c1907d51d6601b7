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
  for (const intent of wishes) {
    for (const [index, meeting] of meetings.entries()) {
      const cell = table[intent].split(" ")[index] ?? "";
      test(`${intent}, ${meeting}: ${cell}`, () => {
        const reported = (slotMovedAhead: boolean, slotIsOver = false) =>
          consequenceOf({
            desired: intent,
            meeting: meeting satisfies MeetingStatus | "none",
            slotIsOver,
            slotMovedAhead,
          });
        const moved = cell.replace(/[()]/g, "");
        expect(reported(true)).toBe(moved);
        expect(reported(false)).toBe(cell.startsWith("(") ? "record" : moved);
        expect(reported(true, true)).toBe("record");
        expect(reported(false, true)).toBe("record");
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
  const message = (second: number, status: "CONFIRMED" | "CANCELLED") => ({ updatedAt: at(second), status });

  test("the first one, and every newer one, is applied", () => {
    expect(precedenceOf(null, message(0, "CANCELLED"), false)).toBe("apply");
    for (const known of ["CONFIRMED", "CANCELLED"] as const) {
      for (const incoming of ["CONFIRMED", "CANCELLED"] as const) {
        for (const same of [true, false]) {
          expect(precedenceOf(message(0, known), message(1, incoming), same)).toBe("apply");
        }
      }
    }
  });

  test("an older one is ignored, whatever it says", () => {
    for (const incoming of ["CONFIRMED", "CANCELLED"] as const) {
      expect(precedenceOf(message(1, "CONFIRMED"), message(0, incoming), false)).toBe("ignore");
    }
  });

  test("one of the same time: repeated it is nothing, a cancellation wins, another is applied and marked", () => {
    expect(precedenceOf(message(0, "CONFIRMED"), message(0, "CONFIRMED"), true)).toBe("ignore");
    expect(precedenceOf(message(0, "CANCELLED"), message(0, "CONFIRMED"), false)).toBe("ignore");
    expect(precedenceOf(message(0, "CANCELLED"), message(0, "CANCELLED"), false)).toBe("ignore");
    expect(precedenceOf(message(0, "CONFIRMED"), message(0, "CANCELLED"), false)).toBe("apply");
    expect(precedenceOf(message(0, "CONFIRMED"), message(0, "CONFIRMED"), false)).toBe("apply-as-conflict");
  });
});
