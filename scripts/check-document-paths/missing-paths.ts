import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPaths } from "./find-paths.ts";

// Made by a build, so not there in a fresh clone.
const built = /(^|\/)(dist|node_modules)(\/|$)/;

/** One line per path in backticks that leads nowhere, in any Markdown file under `root`. */
export async function missingPaths(root: string): Promise<string[]> {
  const missing: string[] = [];
  for await (const file of glob("**/*.md", { cwd: root, exclude: (name) => built.test(name) })) {
    for (const { path, line } of findPaths(await readFile(join(root, file), "utf8"))) {
      if (built.test(path) || (await exists(root, path))) continue;
      missing.push(`${file}:${line} names ${path}, which does not exist. Correct the path, or the document.`);
    }
  }
  return missing;
}

/** A star stands for one file at least. */
async function exists(root: string, path: string): Promise<boolean> {
  for await (const _ of glob(path.replace(/\/$/, ""), { cwd: root })) return true;
  return false;
}
