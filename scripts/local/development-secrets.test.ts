import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { developmentSecrets } from "./development-secrets.ts";

async function aFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "development-secrets-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "secrets.json");
}

test("secrets are made once, for the owner's eyes only, and stay", async () => {
  const file = await aFile();
  const first = await developmentSecrets(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await developmentSecrets(file)).toEqual(first);
});

test("a secret that an older file lacks is added; the others stay", async () => {
  const file = await aFile();
  await writeFile(file, JSON.stringify({ DATA_INDEX_KEY: "kept" }));
  const secrets = await developmentSecrets(file);
  expect(secrets.DATA_INDEX_KEY).toBe("kept");
  expect(await developmentSecrets(file)).toEqual(secrets);
});

test("a damaged file is never replaced: the data could not be opened any more", async () => {
  const file = await aFile();
  await writeFile(file, "{");
  await expect(developmentSecrets(file)).rejects.toThrow(/not readable JSON/);
});
