import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCommand, runCommand } from "./create-command.ts";
import { printSdkTypes } from "./sdk-types/print-sdk-types.ts";

const folder = join(import.meta.dirname, "../sdk/src/service");

const command = createCommand("sdk-types", {
  description: "Writes the types of the service into sdk/src/service.",
  trouble: "the files cannot be written",
}).action(() => {
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(printSdkTypes())) writeFileSync(join(folder, file), text);
  console.log("sdk/src/service holds the types of the service as they are now.");
});

await runCommand(command);
