import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openApiDocument } from "@patientcare/zoom-server/rest/openapi.ts";
import { createCommand, runCommand } from "./create-command.ts";

const path = join(import.meta.dirname, "../server/openapi.json");

const command = createCommand("openapi", {
  description: "Writes the description of the REST surface into server/openapi.json.",
  trouble: "the file cannot be written",
}).action(() => {
  writeFileSync(path, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  console.log("server/openapi.json describes the REST surface as it is now.");
});

await runCommand(command);
