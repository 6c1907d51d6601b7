import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printSections } from "./reference/sections.ts";
import { writeSections } from "./reference/write-sections.ts";

const path = join(import.meta.dirname, "../docs/integration.md");
writeFileSync(path, writeSections(readFileSync(path, "utf8"), printSections()));
console.log("docs/integration.md holds the tables of the service as it is now.");
