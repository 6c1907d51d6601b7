import { posix } from "node:path";

const packages = [
  { name: "@patientcare/zoom-db/embedded", path: "db/src/embedded/embedded-postgres.ts" },
  { name: "@patientcare/zoom-db", path: "db/src/index.ts" },
  { name: "@patientcare/zoom-sdk", path: "sdk/src/index.ts" },
];
const serverPrefix = "@patientcare/zoom-server/";

/** The file in this repository an import leads to; a package of somebody else's stays as it is written. */
export function resolveImport(importer: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(importer), specifier);
  if (specifier.startsWith(serverPrefix)) return `server/src/${specifier.slice(serverPrefix.length)}`;
  return packages.find(({ name }) => name === specifier)?.path ?? specifier;
}
