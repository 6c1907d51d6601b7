import type { Environment } from "./environment.ts";
import { variables } from "./variables.ts";

const known = Object.keys(variables.shape).flatMap((name) => [name, `${name}_FILE`]);

// Two wrong letters make another word of a short name: APP_PORT is no misspelt OPS_PORT.
const minLengthForTwo = 10;

/** One sentence for each variable whose name is almost that of one of ours; never with its value. */
export function misspeltNames(env: Environment): string[] {
  const isSet = (name: string) => Boolean(env[name]);
  return Object.keys(env)
    .filter((name) => isSet(name) && !known.includes(name))
    .flatMap((name) => {
      const meant = nearestName(name, isSet);
      return meant
        ? [`${name} is not a variable of this service and has no effect. Did you mean ${meant}?`]
        : [];
    });
}

function nearestName(name: string, isSet: (name: string) => boolean): string | undefined {
  const written = name.toUpperCase().replace(/[-. ]/g, "_");
  const near = known
    .map((candidate) => ({ candidate, edits: editDistance(written, candidate) }))
    .filter(({ candidate, edits }) => {
      if (edits <= 1) return true;
      // A name that differs by two letters from one that is set is more likely somebody else's.
      return edits === 2 && candidate.length >= minLengthForTwo && !isSet(candidate);
    });
  return near.sort((one, other) => one.edits - other.edits)[0]?.candidate;
}

/** Letters to insert, delete, replace, or swap with their neighbour, to make one text of the other. */
function editDistance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
