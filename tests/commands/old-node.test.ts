import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };

const root = resolve(import.meta.dirname, "../..");

/** As if the Node that runs were an older one. */
function pretend(version: string): string {
  const versions = `{ ...process.versions, node: "${version}" }`;
  const source = `Object.defineProperty(process, "versions", { value: ${versions} })`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

async function runOn(version: string): Promise<{ code: number; stderr: string }> {
  const args = ["--import", pretend(version), "scripts/require-node.mjs"];
  return promisify(execFile)(process.execPath, args, { cwd: root }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }) => ({ code, stderr }),
  );
}

test.each(["20.20.2", "22.17.1"])("Node %s is refused in one plain sentence", async (version) => {
  const { code, stderr } = await runOn(version);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Node 22\.18 or newer is needed, this is .*: install one and put it first in PATH, .*\.\n$/,
  );
});

test.each(["22.18.0", "24.21.0"])("Node %s is taken", async (version) => {
  expect(await runOn(version)).toEqual({ code: 0, stderr: "" });
});

test("every npm script that runs our TypeScript checks the version of Node first", () => {
  const ours = Object.values(manifest.scripts).filter((script) => /\bnode\b.*\.ts\b/.test(script));
  expect(ours.length).toBeGreaterThan(8);
  for (const script of ours)
    expect(script).toMatch(/node (--\S+ )*--import \.\/scripts\/require-node\.mjs \S+\.ts/);
});
