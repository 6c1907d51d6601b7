import { randomOf } from "../../faults/random-of.ts";

/** Chance that is the same for the same seed. */
export interface Dice {
  chance(probability: number): boolean;
  /** A whole number; both ends count. */
  between(least: number, greatest: number): number;
  pick<T>(options: readonly [T, ...T[]]): T;
}

export function diceOf(seed: number): Dice {
  const random = randomOf(seed);
  const between = (least: number, greatest: number) =>
    least + Math.floor(random() * (Math.max(least, greatest) - least + 1));
  return {
    chance: (probability) => random() < probability,
    between,
    pick: (options) => options[between(0, options.length - 1)] ?? options[0],
  };
}
