import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openApiDocument } from "@patientcare/zoom-server/rest/openapi.ts";

const path = join(import.meta.dirname, "../server/openapi.json");
writeFileSync(path, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
console.log("server/openapi.json describes the REST surface as it is now.");
