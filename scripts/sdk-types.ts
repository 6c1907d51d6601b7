import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printSdkTypes } from "./sdk-types/print-sdk-types.ts";

const folder = join(import.meta.dirname, "../sdk/src/service");
mkdirSync(folder, { recursive: true });
for (const [file, text] of Object.entries(printSdkTypes())) writeFileSync(join(folder, file), text);
console.log("sdk/src/service holds the types of the service as they are now.");
