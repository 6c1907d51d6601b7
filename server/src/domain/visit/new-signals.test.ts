import { signalTypes } from "@patientcare/zoom-db/unions";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at } from "./a-session.ts";
import { type EmittedSignal, newSignals, stillStands } from "./new-signals.ts";
import type { Signal } from "./signal.ts";

const start = at("10:00");
const now = at("10:20");
const late: Signal = {
  type: "late",
  phase: "live",
  who: "doctor",
  at: at("10:05"),
  data: { afterMinutes: 5 },
};
const signals = (signals: Signal[], emitted: EmittedSignal[], settled = false) =>
  newSignals(signals, emitted, start, { settled, zoomSilent: false, now });

test("while Zoom is silent nothing is said, and nothing taken back", () => {
  const silent = (found: Signal[], emitted: EmittedSignal[]) =>
    newSignals(found, emitted, start, { settled: false, zoomSilent: true, now });
  expect(silent([late], [])).toEqual([]);
  expect(silent([], signals([late], []))).toEqual([]);
});

describe("what is told of signals", () => {
  test("each once, and nothing again", () => {
    const first = signals([late], []);
    expect(first).toMatchObject([{ type: "late", at: late.at, data: { who: "doctor", settled: false } }]);
    expect(signals([late], first)).toEqual([]);
  });

  test("what late facts take back is corrected, and what they bring again too", () => {
    const first = signals([late], []);
    const taken = signals([], first);
    expect(taken).toMatchObject([
      { type: "corrected", at: now, data: { corrects: "late", who: "doctor", stands: false } },
    ]);
    expect(signals([], [...first, ...taken])).toEqual([]);
    const again = signals([late], [...taken, ...first]);
    expect(again).toMatchObject([{ type: "corrected", data: { corrects: "late", stands: true } }]);
    expect(new Set([...first, ...taken, ...again].map(({ effectKey }) => effectKey)).size).toBe(3);
  });

  test("once settled, a live signal that nobody was told is not told any more, but a told one is corrected", () => {
    expect(signals([late], [], true)).toEqual([]);
    expect(signals([], signals([late], []), true)).toHaveLength(1);
  });

  test("a moved visit begins anew, and leaves what was told of the slot before", () => {
    const before = newSignals([late], [], at("08:00"), { settled: false, zoomSilent: false, now });
    expect(signals([], before)).toEqual([]);
    expect(signals([late], before)).toHaveLength(1);
  });
});

test("whatever was found in between, what stands in the end is what is found in the end", () => {
  const signal = fc.record({
    type: fc.constantFrom(...signalTypes),
    phase: fc.constantFrom("live" as const, "settled" as const),
    who: fc.constantFrom("doctor" as const, "patient" as const, null),
    at: fc.constant(at("10:05")),
    data: fc.record({ seconds: fc.integer({ min: 0, max: 2 }) }),
  });
  const oneEach = fc.uniqueArray(signal, { selector: ({ type, phase, who }) => `${type} ${phase} ${who}` });
  fc.assert(
    fc.property(fc.array(oneEach, { minLength: 1, maxLength: 5 }), (looks) => {
      const emitted: EmittedSignal[] = [];
      for (const evaluateAgain of looks) {
        // As the database gives them back: in any order, and with fields in an order of its own.
        emitted.unshift(...signals(evaluateAgain, emitted).map((event) => JSON.parse(JSON.stringify(event))));
        expect(signals(evaluateAgain, emitted)).toEqual([]);
      }
      const last = looks.at(-1) ?? [];
      for (const type of signalTypes) {
        for (const who of ["doctor", "patient", null] as const) {
          expect(stillStands(emitted, type, who)).toBe(
            last.some((one) => one.type === type && one.who === who),
          );
        }
      }
    }),
  );
});
