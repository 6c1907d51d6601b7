import fc from "fast-check";
import { expect, test } from "vitest";
import { cellsOfRange } from "./cells-of-range.ts";

const range = (since: string, until: string) => ({ since: new Date(since), until: new Date(until) });

test("the middle of a range is read in the largest cells, its ends in smaller ones and from rows", () => {
  const { pieces, edges } = cellsOfRange(range("2027-01-30T22:50:00Z", "2027-03-01T00:20:00Z"));
  expect(pieces.map(({ level, since }) => [level, since.toISOString()])).toEqual([
    ["hour", "2027-01-30T23:00:00.000Z"],
    ["day", "2027-01-31T00:00:00.000Z"],
    ["month", "2027-02-01T00:00:00.000Z"],
    ["quarter", "2027-03-01T00:00:00.000Z"],
  ]);
  expect(edges).toEqual([
    range("2027-01-30T22:50:00Z", "2027-01-30T23:00:00Z"),
    range("2027-03-01T00:15:00Z", "2027-03-01T00:20:00Z"),
  ]);
});

test("a range within a quarter-hour has no cells, and an empty one has nothing", () => {
  const short = range("2027-01-15T09:01:00Z", "2027-01-15T09:14:00Z");
  expect(cellsOfRange(short)).toMatchObject({ pieces: [], edges: [short] });
  expect(cellsOfRange(range("2027-01-15T09:01:00Z", "2027-01-15T09:01:00Z"))).toMatchObject({
    pieces: [],
    edges: [],
  });
});

test("pieces and edges cover each instant of a range once, with few cells", () => {
  const instant = fc.date({
    min: new Date("2000-01-01T00:00:00Z"),
    max: new Date("2199-12-31T00:00:00Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instant, instant, (one, other) => {
      const [since, until] = one < other ? [one, other] : [other, one];
      const { pieces, edges, cells } = cellsOfRange({ since, until });
      const parts = [...pieces, ...edges].sort((a, b) => a.since.getTime() - b.since.getTime());
      let reached = since.getTime();
      for (const part of parts) {
        expect(part.since.getTime()).toBe(reached);
        reached = part.until.getTime();
      }
      expect(reached).toBe(until.getTime());
      if (pieces.length > 0) expect(pieces[0]?.since).toEqual(cells.since);
      for (const edge of edges) expect(edge.until.getTime() - edge.since.getTime()).toBeLessThan(30 * 60_000);
      expect(pieces.length).toBeLessThanOrEqual(9);
    }),
  );
});
