import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { missingPaths } from "./missing-paths.ts";

async function aRepository(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "document-paths-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

test("a path that leads nowhere is told with its document and line", async () => {
  const root = await aRepository({
    "README.md": "# One\n\nSee `server/src/{app,gone}.ts`.\n",
    "docs/deep/page.md": "`db/gone/`",
    "server/src/app.ts": "",
  });
  expect((await missingPaths(root)).sort()).toEqual([
    expect.stringMatching(/^README\.md:3 names server\/src\/gone\.ts,/),
    expect.stringMatching(/^docs\/deep\/page\.md:1 names db\/gone\/,/),
  ]);
});

test("folders, lines, braces and stars are understood; code blocks, builds and placeholders left alone", async () => {
  const root = await aRepository({
    "README.md": [
      "`server/`, `server/src/app.ts:12`, `server/src/{app,main}.ts`, `tests/*/a.test.ts`, `sdk/dist/index.js`",
      "`db/src/migrations/NNNN_verb_noun.ts`, `server/src/operations/<verb>.ts`, `npm start`, `server/ is ours`",
      "```",
      "`server/src/in-a-block.ts`",
      "```",
    ].join("\n"),
    "server/src/app.ts": "",
    "server/src/main.ts": "",
    "tests/rpc/a.test.ts": "",
    "node_modules/other/README.md": "`server/of/theirs.ts`",
  });
  expect(await missingPaths(root)).toEqual([]);
});
