import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { printTable } from "./print-table.ts";
import { printSections } from "./sections.ts";
import { writeSections } from "./write-sections.ts";

test("the generated tables of docs/integration.md are those of the code as it is now (else: npm run reference)", () => {
  const committed = readFileSync("docs/integration.md", "utf8");
  expect(committed).toBe(writeSections(committed, printSections()));
});

test("a section is written between its markers, and the text around it stays", () => {
  const before = "Above\n\n<!-- generated: roles -->\n\nold\n\n<!-- end -->\n\nBelow\n";
  expect(writeSections(before, { roles: "new" })).toBe(before.replace("old", "new"));
  expect(writeSections(before.replace("\n\nold", ""), { roles: "new" })).toBe(before.replace("old", "new"));
});

test("a marker without a section, and a section without a marker, are told by name", () => {
  const marked = "<!-- generated: roles -->\n\n<!-- end -->";
  expect(() => writeSections(marked, {})).toThrow('no section "roles"');
  expect(() => writeSections(marked, { roles: "", reasons: "" })).toThrow("no marker: reasons");
});

test("a bar in a cell does not end it", () => {
  expect(printTable(["type", "text"], [["a | b", "c"]])).toBe(
    "| type   | text |\n| ------ | ---- |\n| a \\| b | c    |",
  );
});
