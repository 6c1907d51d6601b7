export type NamedPath = { path: string; line: number };

const folders = /^(server|sdk|db|scripts|tests|docs)\/\S*$/;
const placeholder = /[<>$…]|NNNN/;

/** The paths of this repository that a Markdown text names in backticks; code blocks are left alone. */
export function findPaths(markdown: string): NamedPath[] {
  let inBlock = false;
  return markdown.split("\n").flatMap((text, index) => {
    if (/^\s*(```|~~~)/.test(text)) {
      inBlock = !inBlock;
      return [];
    }
    if (inBlock) return [];
    return [...text.matchAll(/`([^`]+)`/g)]
      .map(([, code = ""]) => code.replace(/[#:].*$/, ""))
      .filter((path) => folders.test(path) && !placeholder.test(path))
      .flatMap(expandBraces)
      .map((path) => ({ path, line: index + 1 }));
  });
}

/** `a/{b,c}.ts` names two paths. */
function expandBraces(path: string): string[] {
  const [, before = "", choices, after = ""] = path.match(/^(.*?)\{([^}]*)\}(.*)$/) ?? [];
  return choices?.split(",").flatMap((choice) => expandBraces(before + choice + after)) ?? [path];
}
