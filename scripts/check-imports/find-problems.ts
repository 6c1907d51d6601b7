import { readImports } from "./read-imports.ts";
import { resolveImport } from "./resolve-import.ts";
import { rules } from "./rules.ts";

const ours = /^(db|server|sdk|scripts|tests)\//;
const mustHaveRule = /^(server|db|sdk)\/src\//;
const production = /^(server|db|sdk)\/src\/(?!.*\.test\.ts$)/;
const runsOtherCode = /^(node:)?(child_process|cluster|inspector|repl|vm|worker_threads)(\/|$)/;

/** One line per import that goes the wrong way, and per file that no rule covers. `sources`: path from the root → text. */
export function findProblems(sources: ReadonlyMap<string, string>): string[] {
  const problems: string[] = [];
  for (const [file, text] of sources) {
    const covering = rules.filter(({ from }) => from.test(file));
    if (covering.length === 0 && mustHaveRule.test(file)) {
      problems.push(
        `${file} lies outside every rule. Move it into a folder that has one, or write its rule.`,
      );
    }
    for (const { specifier, line, typeOnly } of readImports(text)) {
      const target = resolveImport(file, specifier);
      if (production.test(file) && runsOtherCode.test(target)) {
        problems.push(`${file}:${line} must not import ${target}. The service runs its own code alone.`);
      }
      if (!ours.test(target)) continue;
      for (const { only, typesOf, instead } of covering) {
        if (only.test(target) || (typeOnly && typesOf?.test(target))) continue;
        problems.push(`${file}:${line} must not import ${target}. ${instead}`);
      }
    }
  }
  return problems;
}
