import { findCycles } from "./find-cycles.ts";
import { readImports } from "./read-imports.ts";
import { resolveImport } from "./resolve-import.ts";
import { rules } from "./rules.ts";

/** One line per import that goes the wrong way, and per circle. `sources`: path from the root → text. */
export function findProblems(sources: ReadonlyMap<string, string>): string[] {
  const importsOf = new Map<string, string[]>();
  const problems: string[] = [];
  for (const [file, text] of sources) {
    const imports = readImports(text).map((each) => ({
      ...each,
      target: resolveImport(file, each.specifier),
    }));
    importsOf.set(
      file,
      imports.filter(({ typeOnly, target }) => !typeOnly && sources.has(target)).map(({ target }) => target),
    );
    for (const { target, line, typeOnly } of imports) {
      for (const { from, never, butTypesOf, instead } of rules) {
        if (!from.test(file) || !never.test(target) || (typeOnly && butTypesOf?.test(target))) continue;
        problems.push(`${file}:${line} must not import ${target}. ${instead}`);
      }
    }
  }
  for (const cycle of findCycles(importsOf)) {
    problems.push(`${cycle.join(" → ")} is a circle. Move what both need into a module of its own.`);
  }
  return problems;
}
