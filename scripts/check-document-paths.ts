import { resolve } from "node:path";
import { missingPaths } from "./check-document-paths/missing-paths.ts";
import { createCommand } from "./create-command.ts";

createCommand("documents", {
  description: "Checks that every path in the documents exists.",
  trouble: "a document names a path that does not exist",
}).parse();

const missing = await missingPaths(resolve(import.meta.dirname, ".."));
for (const problem of missing) console.error(problem);
console.log(
  missing.length === 0 ? "every path the documents name exists" : `${missing.length} paths missing`,
);
if (missing.length > 0) process.exitCode = 1;
