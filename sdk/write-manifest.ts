import { copyFile, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundledPackages } from "./bundled-packages.ts";

// In the workspace the package's entry is its source, without a build step. What is published is `dist`, a package
// of its own with an entry that plain Node can load: npm has no way to swap the entry while packing.
const source = import.meta.dirname;
const built = join(source, "dist");

const { name, version, description, license, type, engines } = JSON.parse(
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
  files: ["*.js", "*.d.ts", "CHANGELOG.md", "THIRD-PARTY-LICENSES"],
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
  types: "./index.d.ts",
};
await writeFile(join(built, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await copyFile(join(source, "README.md"), join(built, "README.md"));
await copyFile(join(source, "CHANGELOG.md"), join(built, "CHANGELOG.md"));
await copyFile(join(source, "../LICENSE"), join(built, "LICENSE"));
await writeFile(
  join(built, "THIRD-PARTY-LICENSES"),
  (await Promise.all(bundledPackages.map(licenseOf))).join("\n\n"),
);

/** The licence of a package whose code lies in ours. */
async function licenseOf(dependency: string): Promise<string> {
  const folders = createRequire(import.meta.url).resolve.paths(dependency) ?? [];
  for (const folder of folders) {
    const text = await readFile(join(folder, dependency, "LICENSE"), "utf8").catch(() => null);
    if (text !== null) return `${dependency}\n\n${text.trim()}\n`;
  }
  throw new Error(`The licence of ${dependency} is not found under ${dirname(source)}`);
}
