import { afterAll, beforeAll, expect, test } from "vitest";
import { aVisit } from "../../links/a-visit.ts";
import { type OpenApp, openApp, unhurried } from "../../support/open-app.ts";
import { sizeOf } from "../../support/size.ts";
import { habits } from "./a-day.ts";
import { createComparison, type Recorded } from "./compare-with-truth.ts";
import { dayOf } from "./day-of.ts";
import { evaluateDelivered } from "./evaluate-delivered.ts";
import { colleaguesEmail, playDay } from "./play-day.ts";

const days = sizeOf({ full: 500, everyday: 12 });
const atOnce = 12;

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
  await aVisit(app, { hostEmail: colleaguesEmail });
});
afterAll(() => app.close());

test(`${days} days through the whole service are recorded as they were, and as the rules say`, async () => {
  const { compare, seen, wrong, shares } = createComparison();
  const differing: string[] = [];
  const play = async (seed: number) => {
    const { day, delivered } = dayOf(seed, habits[seed % 2 === 0 ? "ordinary" : "stress"]);
    const recorded = await playDay(app, day, delivered);
    compare(seed, day, delivered, recorded);
    const [said, expected] = [inWords(recorded), inWords(evaluateDelivered(delivered))];
    if (said !== expected) differing.push(`day ${seed}: ${said}, and the rules say ${expected}`);
  };
  for (let first = 1; first <= days; first += atOnce) {
    const seeds = Array.from({ length: Math.min(atOnce, days - first + 1) }, (_, index) => first + index);
    await Promise.all(seeds.map(play));
    await app.zoom.control.clearFaults();
  }
  console.info(JSON.stringify({ ...seen, shares: shares() }));
  expect(wrong).toEqual([]);
  expect(differing).toEqual([]);
}, 3_600_000);

const inWords = ({ status, outcome, evidence }: Recorded) => `${status}/${outcome} by ${evidence}`;
