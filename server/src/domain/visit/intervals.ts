/** From the first instant to the last; both count. */
export interface Interval {
  from: Date;
  to: Date;
}

/** The same time in the fewest intervals, in order: what overlaps or touches becomes one. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  const inOrder = intervals
    .filter(({ from, to }) => from <= to)
    .sort((a, b) => a.from.getTime() - b.from.getTime());
  for (const { from, to } of inOrder) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = latest(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** The time that lies in both; where they only touch, an instant. */
export const common = (some: readonly Interval[], others: readonly Interval[]): Interval[] =>
  merged(
    some.flatMap((one) =>
      others.map((other) => ({ from: latest(one.from, other.from), to: earliest(one.to, other.to) })),
    ),
  );

/** The time of `some` that lies in none of `others`. */
export const without = (some: readonly Interval[], others: readonly Interval[]): Interval[] =>
  merged(others).reduce<Interval[]>(
    (left, { from, to }) =>
      left.flatMap((one) => [
        ...(one.from < from ? [{ from: one.from, to: earliest(one.to, from) }] : []),
        ...(one.to > to ? [{ from: latest(one.from, to), to: one.to }] : []),
      ]),
    merged(some),
  );

export const secondsIn = (intervals: readonly Interval[]): number =>
  merged(intervals).reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()) / 1000, 0);

export const earliest = (one: Date, other: Date): Date => (one < other ? one : other);
export const latest = (one: Date, other: Date): Date => (one > other ? one : other);
