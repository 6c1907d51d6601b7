import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCommand, runCommand } from "./create-command.ts";
import { printSections } from "./reference/sections.ts";
import { writeSections } from "./reference/write-sections.ts";

const path = join(import.meta.dirname, "../docs/integration.md");

const command = createCommand("reference", {
  description: "Writes the tables of the service into docs/integration.md.",
  trouble: "the file cannot be written",
}).action(() => {
  writeFileSync(path, writeSections(readFileSync(path, "utf8"), printSections()));
  console.log("docs/integration.md holds the tables of the service as it is now.");
});

await runCommand(command);
