import { meetingStatuses } from "@patientcare/zoom-db/unions";
import { describe, expect, test } from "vitest";
import { type ChangeFacts, consequenceOf } from "./consequence.ts";
import { type AppointmentIntent, intentOf } from "./platform-content.ts";

const meetings = ["none", ...meetingStatuses] as const;

/** In the order of `meetings`; in brackets: under its condition, else `record`. First with nobody inside, then with somebody. */
const table: Record<AppointmentIntent, [string, string]> = {
  confirmed: [
    "create change change defer (revive) (revive) change (revive)",
    "create change defer defer defer (revive) change defer",
  ],
  withdrawn: [
    "record (cancel) (cancel) (close-entries) record record (cancel) record",
    "record (cancel) (close-entries) (close-entries) (close-entries) record (cancel) (close-entries)",
  ],
  finished: [
    "record record record record record record record record",
    "record record record record record record record record",
  ],
};

describe("the consequence of the platform's message for the meeting", () => {
  for (const intent of ["confirmed", "withdrawn", "finished"] as const) {
    for (const inside of [false, true]) {
      for (const [index, meeting] of meetings.entries()) {
        const cell = table[intent][inside ? 1 : 0].split(" ")[index] ?? "";
        test(`${intent}, ${meeting}, ${inside ? "somebody" : "nobody"} inside: ${cell}`, () => {
          const consequence = (change: Partial<ChangeFacts>) =>
            consequenceOf({
              intent,
              meeting,
              inside,
              slotIsOver: false,
              movedAhead: false,
              statusChanged: false,
              wantedAnew: false,
              ...change,
            });
          const expected = cell.replace(/[()]/g, "");
          const conditions = { movedAhead: true, statusChanged: true, wantedAnew: true };
          expect(consequence(conditions)).toBe(expected);
          expect(consequence({})).toBe(cell.startsWith("(") ? "record" : expected);
          expect(consequence({ ...conditions, slotIsOver: true })).toBe("record");
          if (!cell.startsWith("(")) return;
          const condition = { cancelled: "wantedAnew", ended: "movedAhead", missed: "movedAhead" } as const;
          const deciding =
            intent === "withdrawn" ? "statusChanged" : condition[meeting as keyof typeof condition];
          expect(consequence({ [deciding]: true })).toBe(expected);
          expect(consequence({ ...conditions, [deciding]: false })).toBe("record");
        });
      }
    }
  }
});

test("a confirmed online appointment wants a visit, a finished one is recorded, every other is withdrawn", () => {
  const statuses = ["PENDING", "CONFIRMED", "CANCELLED", "COMPLETED", "NO_SHOW"] as const;
  const intents = (type: "ONLINE" | "IN_PERSON") => statuses.map((status) => intentOf({ status, type }));
  expect(intents("ONLINE")).toEqual(["withdrawn", "confirmed", "withdrawn", "finished", "finished"]);
  expect(intents("IN_PERSON")).toEqual(["withdrawn", "withdrawn", "withdrawn", "finished", "finished"]);
});
