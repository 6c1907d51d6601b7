/** Pairs begins with the ends that follow them; a repeated time counts once, and a lone end before all begins stays. */
export function pairTimes(
  begins: readonly Date[],
  ends: readonly Date[],
): { from: Date | null; to: Date | null }[] {
  const froms = inOrder(begins);
  const tos = inOrder(ends);
  const paired = froms.map((from, index) => {
    const next = froms[index + 1] ?? Number.POSITIVE_INFINITY;
    const to = tos.find((end) => end >= from && end < next);
    return { from: new Date(from), to: to === undefined ? null : new Date(to) };
  });
  const first = froms[0] ?? Number.POSITIVE_INFINITY;
  const last = tos.filter((end) => end < first).at(-1);
  return last === undefined ? paired : [{ from: null, to: new Date(last) }, ...paired];
}

const inOrder = (dates: readonly Date[]): number[] => [...new Set(dates.map(Number))].sort((a, b) => a - b);
