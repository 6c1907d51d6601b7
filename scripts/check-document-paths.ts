import { resolve } from "node:path";
import { missingPaths } from "./check-document-paths/missing-paths.ts";

const missing = await missingPaths(resolve(import.meta.dirname, ".."));
for (const problem of missing) console.error(problem);
console.log(
  missing.length === 0 ? "every path the documents name exists" : `${missing.length} paths missing`,
);
if (missing.length > 0) process.exitCode = 1;
