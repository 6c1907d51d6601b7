import { posix } from "node:path";

const entries = [
  { name: "@patientcare/zoom-db", path: "db/src/index.ts" },
  { name: "@patientcare/zoom-db/unions", path: "db/src/unions.ts" },
  { name: "@patientcare/zoom-sdk", path: "sdk/src/index.ts" },
  { name: "@patientcare/zoom-embedded-postgres", path: "scripts/embedded-postgres/embedded-postgres.ts" },
];
const folders = [
  { prefix: "@patientcare/zoom-server/", folder: "server/src/" },
  { prefix: "@patientcare/zoom-embedded-postgres/", folder: "scripts/embedded-postgres/" },
  { prefix: "@patientcare/zoom-sandbox/", folder: "scripts/zoom-sandbox/" },
];

/** The file in this repository an import leads to; a package of somebody else's stays as it is written. */
export function resolveImport(importer: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(importer), specifier);
  const folder = folders.find(({ prefix }) => specifier.startsWith(prefix));
  if (folder) return folder.folder + specifier.slice(folder.prefix.length);
  return entries.find(({ name }) => name === specifier)?.path ?? specifier;
}
