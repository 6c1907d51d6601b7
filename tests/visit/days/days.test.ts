import { expect, test } from "vitest";
import { sizeOf } from "../../support/size.ts";
import { habits } from "./a-day.ts";
import { createComparison } from "./compare-with-truth.ts";
import { dayOf } from "./day-of.ts";
import { evaluateDelivered } from "./evaluate-delivered.ts";

const days = sizeOf({ full: 10_000, everyday: 1_000 });

test.each([
  { mix: "ordinary", mostUnknown: 0.13 },
  { mix: "stress", mostUnknown: 0.4 },
] as const)(
  `over ${days} $mix days no visit that took place is missed, none is held without its patient, and nobody is absent who had no fair chance`,
  ({ mix, mostUnknown }) => {
    const { compare, seen, wrong, shares } = createComparison();
    for (let seed = 1; seed <= days; seed += 1) {
      const { day, delivered } = dayOf(seed, habits[mix]);
      compare(seed, day, delivered, evaluateDelivered(delivered));
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
