import { glob, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { findProblems } from "./check-imports/find-problems.ts";
import { createCommand } from "./create-command.ts";

createCommand("imports", {
  description: "Checks which module imports which.",
  trouble: "an import leads in a direction that is not allowed",
}).parse();

const root = resolve(import.meta.dirname, "..");
const sources = new Map<string, string>();
const exclude = (name: string) => name.includes("node_modules") || name.includes("dist");
for await (const file of glob("{db,server,sdk,scripts,tests}/**/*.ts", { cwd: root, exclude })) {
  sources.set(file, await readFile(resolve(root, file), "utf8"));
}

const problems = findProblems(sources);
for (const problem of problems) console.error(problem);
console.log(`${sources.size} modules, ${problems.length} imports in the wrong direction`);
if (problems.length > 0) process.exitCode = 1;
