import { aDay, type Habits } from "./a-day.ts";
import type { Day } from "./day.ts";
import { type DeliveredDay, type Delivering, deliverDay } from "./deliver-day.ts";
import { diceOf } from "./dice.ts";

const mixes: [Delivering, ...Delivering[]] = [
  { lost: 0, pastKnown: true },
  { lost: 0, pastKnown: false },
  { lost: 0.06, pastKnown: true },
  { lost: 0.06, pastKnown: false },
];

/** The day of a seed, and what is delivered of it. */
export function dayOf(seed: number, habitsOfPeople: Habits): { day: Day; delivered: DeliveredDay } {
  const dice = diceOf(seed);
  const day = aDay(dice, habitsOfPeople);
  return { day, delivered: deliverDay(dice, day, dice.pick(mixes)) };
}
