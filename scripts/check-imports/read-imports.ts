export type Import = { specifier: string; line: number; typeOnly: boolean };

const statement = /^(?:import|export)(?<type>\s+type)?\b[^;"'`]*?\bfrom\s+"(?<from>[^"]+)"/gm;
const sideEffect = /^import\s+"(?<from>[^"]+)"/gm;
const dynamic = /\bimport\("(?<from>[^"]+)"\)/g;

/**
 * The imports of a formatted module. `import { type A }` counts as an import of the module itself: Node's type
 * stripping leaves it in place.
 */
export function readImports(text: string): Import[] {
  return [statement, sideEffect, dynamic].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ groups, index }) => ({
      specifier: groups?.from ?? "",
      line: text.slice(0, index).split("\n").length,
      typeOnly: groups?.type !== undefined,
    })),
  );
}
