import { expect, test } from "vitest";
import { sizeOf } from "../../support/size.ts";
import { habits } from "./a-day.ts";
import { dayOf } from "./day-of.ts";
import { evaluateTold } from "./evaluate-told.ts";
import { createJudge } from "./judge.ts";

const days = sizeOf({ full: 10_000, everyday: 1_000 });

test.each([
  { mix: "ordinary", mostUnknown: 0.13 },
  { mix: "stress", mostUnknown: 0.4 },
] as const)(
  `over ${days} $mix days no visit that took place is missed, none is held without its patient, and nobody is absent who had no fair chance`,
  ({ mix, mostUnknown }) => {
    const { judge, seen, wrong, shares } = createJudge();
    for (let seed = 1; seed <= days; seed += 1) {
      const { day, told } = dayOf(seed, habits[mix]);
      judge(seed, day, told, evaluateTold(told));
    }
    console.info(JSON.stringify({ mix, ...seen, shares: shares() }));
    expect(wrong).toEqual([]);
    // Rules that say `unknown` of everything would err in none of the above.
    expect(shares().unknown).toBeLessThan(mostUnknown);
    expect(shares().unknownByClick).toBeLessThan(0.1);
    expect(shares().heldWithout).toBeLessThan(0.05);
    expect(shares().absent).toBeGreaterThan(0.5);
  },
);
