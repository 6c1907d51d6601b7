/** The value that `share` (0 to 1) of the values do not exceed; 0 of none. `sorted` ascends. */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
