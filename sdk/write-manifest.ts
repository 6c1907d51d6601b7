import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

// In the workspace the package's entry is its source, without a build step. What is published is `dist`, a package
// of its own with an entry that plain Node can load: npm has no way to swap the entry while packing.
const source = import.meta.dirname;
const built = join(source, "dist");

const { name, version, description, license, type, engines, dependencies } = JSON.parse(
  await readFile(join(source, "package.json"), "utf8"),
);
const manifest = {
  name,
  version,
  description,
  license,
  type,
  engines,
  sideEffects: false,
  files: ["*.js", "*.d.ts"],
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
  types: "./index.d.ts",
  dependencies,
};
await writeFile(join(built, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await copyFile(join(source, "README.md"), join(built, "README.md"));
