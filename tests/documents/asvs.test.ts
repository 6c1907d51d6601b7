import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

// How many requirements of levels 1 and 2 each section of version 5.0.0 has; they are the first ones of each section.
const sections: Record<number, number[]> = {
  1: [2, 9, 11, 3, 2],
  2: [3, 3, 4, 1],
  3: [0, 2, 4, 6, 5, 0, 2],
  4: [3, 1, 2, 4],
  5: [1, 3, 2, 3],
  6: [3, 12, 4, 4, 5, 3, 0, 4],
  7: [3, 4, 2, 5, 2, 2],
  8: [2, 3, 1, 1],
  9: [3, 4],
  10: [2, 2, 4, 11, 5, 2, 3],
  11: [2, 3, 3, 4, 1, 1],
  12: [3, 2, 4],
  13: [1, 5, 2, 5],
  14: [2, 4, 3],
  15: [3, 3, 7],
  16: [1, 5, 4, 3, 3],
  17: [1, 4, 2],
};
const requirements = Object.entries(sections).flatMap(([chapter, counts]) =>
  counts.flatMap((count, section) =>
    Array.from({ length: count }, (_, index) => `${chapter}.${section + 1}.${index + 1}`),
  ),
);

const text = readFileSync("docs/security.md", "utf8").split("## OWASP ASVS 5.0\n")[1] ?? "";
const rows = [...text.matchAll(/^\| (\d.*) \|$/gm)].map(([, line = ""]) => {
  const [first = "", ...cells] = line.split("|").map((cell) => cell.trim());
  return { named: first.split(", ").flatMap(expandRange), cells };
});

/** `6.2.1–12` names twelve requirements. */
function expandRange(name: string): string[] {
  const [, section, from, to] = name.match(/^(\d+\.\d+\.)(\d+)–(\d+)$/) ?? [];
  if (section === undefined) return [name];
  return Array.from(
    { length: Number(to) - Number(from) + 1 },
    (_, index) => section + (Number(from) + index),
  );
}

test("each requirement of levels 1 and 2 stands in the tables, once", () => {
  expect(requirements).toHaveLength(253);
  expect(rows.flatMap(({ named }) => named).sort()).toEqual([...requirements].sort());
});

test("each that applies names the tests that hold it, and each other its reason", () => {
  const applies = rows.filter(({ cells }) => cells[1]?.includes(".test.ts"));
  expect(applies.length).toBeGreaterThan(120);
  for (const { named, cells } of applies) {
    expect([named, cells[1]]).toEqual([named, expect.stringMatching(/`[\w./-]+\.test\.ts`$/)]);
  }
  for (const { named, cells } of rows)
    for (const cell of cells) expect([named, cell]).toEqual([named, expect.stringMatching(/\w{3}/)]);
});
