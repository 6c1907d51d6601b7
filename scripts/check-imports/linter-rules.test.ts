import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "linter-rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

const forbidden = [
  ["server/src/domain/a.ts", "kysely", /domain is pure/],
  ["server/src/domain/b.ts", "@patientcare/zoom-db", /domain is pure/],
  ["server/src/contract/a.ts", "@patientcare/zoom-db", /contract is zod/],
  ["server/src/routers/a.ts", "@patientcare/zoom-db", /edge translates/],
  ["server/src/pages/a.ts", "../zoom/api.ts", /edge translates/],
  ["server/src/rest/a.ts", "kysely", /edge translates/],
  ["server/src/operations/links/a.ts", "hono", /knows no transport/],
  ["server/src/operations/links/b.ts", "@trpc/server", /knows no transport/],
  ["server/src/operations/links/c.ts", "../../rpc/trpc.ts", /edges inwards/],
  ["server/src/zoom/a.ts", "@patientcare/zoom-db", /Zoom alone/],
  ["server/src/http/a.ts", "pg", /Only operations/],
  ["server/src/a.ts", "@patientcare/zoom-sandbox/sandbox.ts", /without the SDK/],
  ["db/src/a.ts", "@patientcare/zoom-server/deps.ts", /nothing of ours/],
  ["sdk/src/a.ts", "kysely", /published alone/],
] as const;

/** The linter's output for each file of a folder with our configuration and one forbidden import a file. */
let findings = new Map<string, string>();

beforeAll(() => {
  const { vcs: _, ...config } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  write("biome.json", JSON.stringify(config));
  for (const [file, specifier] of forbidden)
    write(file, `import type { A } from "${specifier}";\n\nexport type B = A;\n`);
  write("db/src/one.ts", 'import type { Two } from "./two.ts";\n\nexport type One = Two[];\n');
  write("db/src/two.ts", 'import type { One } from "./one.ts";\n\nexport type Two = One | null;\n');
  write(
    "server/src/domain/fine.ts",
    'import type { A } from "@patientcare/zoom-db/unions";\n\nexport type B = A;\n',
  );
  write("server/src/evaluates.ts", "export const run = (text: string): unknown => eval(text);\n");
  const { stdout, stderr } = spawnSync(
    join(root, "node_modules/.bin/biome"),
    ["lint", "--max-diagnostics=none", "--colors=off"],
    { cwd: folder, encoding: "utf8" },
  );
  const reports = (stdout + stderr).split(/^(?=\S+\.ts:\d+:\d+ lint\/)/m);
  findings = new Map(
    [...Map.groupBy(reports, (report) => report.split(":")[0] ?? "")].map(([file, of]) => [
      file,
      of.join(""),
    ]),
  );
});

function write(file: string, text: string): void {
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

test.each(forbidden)("%s may not import %s", (file, _, message) => {
  expect(findings.get(file)).toMatch(message);
});

test("a cycle of types is refused, and the closed unions may be imported", () => {
  expect(findings.get("db/src/one.ts")).toMatch(/noImportCycles/);
  expect(findings.get("server/src/domain/fine.ts")).toBeUndefined();
});

test("code that is made from text is refused", () => {
  expect(findings.get("server/src/evaluates.ts")).toMatch(/noGlobalEval/);
});
