/** The round in the middle when all are sorted by their rate. @throws Error when there is none */
export function medianRound<Round>(rounds: readonly Round[], rateOf: (round: Round) => number): Round {
  const sorted = rounds.toSorted((one, other) => rateOf(one) - rateOf(other));
  const median = sorted[Math.floor(sorted.length / 2)];
  if (!median) throw new Error("Nothing was measured");
  return median;
}
