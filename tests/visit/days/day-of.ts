import { aDay, type Habits } from "./a-day.ts";
import type { Day } from "./day.ts";
import { diceOf } from "./dice.ts";
import { type Delivering, type ToldDay, tellDay } from "./tell-day.ts";

const mixes: [Delivering, ...Delivering[]] = [
  { lost: 0, pastKnown: true },
  { lost: 0, pastKnown: false },
  { lost: 0.06, pastKnown: true },
  { lost: 0.06, pastKnown: false },
];

/** The day of a seed, and what is told of it. */
export function dayOf(seed: number, habitsOfPeople: Habits): { day: Day; told: ToldDay } {
  const dice = diceOf(seed);
  const day = aDay(dice, habitsOfPeople);
  return { day, told: tellDay(dice, day, dice.pick(mixes)) };
}
