import { access, chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findDatabase, startDatabase } from "../../scripts/local-database.ts";
import { runScript } from "./run-script.ts";

async function anEmptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "local-database-"));
  await chmod(folder, 0o711);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("commands find the database that runs here and name it in their first line, on standard error beside data", {
  timeout: 60_000,
}, async () => {
  const cwd = await anEmptyFolder();
  const config = { databaseUrl: null, databaseTls: null, production: false, dataFolder: join(cwd, ".data") };
  const { url, line, stop } = await startDatabase(config, () => {});
  onTestFinished(stop);
  expect(line).toBe(`Database postgres on 127.0.0.1:${new URL(url).port} (embedded)`);
  expect(await findDatabase(config)).toEqual({ url, line });

  const run = (script: string, ...args: string[]) => runScript(script, args, { cwd }).ended;
  const migrated = await run("scripts/migrate.ts");
  expect(migrated).toMatchObject({ code: 0, stderr: "" });
  expect(migrated.stdout.split("\n").slice(0, 2)).toEqual([line, expect.stringMatching(/^ran 0001_/)]);

  const asText = await run("scripts/cleanup.ts", "--dry-run");
  expect(asText).toMatchObject({ code: 0, stderr: "" });
  expect(asText.stdout).toMatch(/^Database .*\n0 meetings /);
  const asJson = await run("scripts/cleanup.ts", "--dry-run", "--json");
  expect({ ...asJson, stdout: JSON.parse(asJson.stdout).meetings }).toEqual({
    code: 0,
    stdout: 0,
    stderr: `${line}\n`,
  });
  expect(await run("scripts/webhooks.ts", "list")).toEqual({
    code: 0,
    stdout: "No delivery fits.\n",
    stderr: `${line}\n`,
  });
});

test.each([
  ["postgres://user:canary@db.example/zoom", "Database zoom on db.example:5432 (DATABASE_URL)"],
  ["postgresql://user:canary@[::1]:6432/zoom?sslmode=require", "Database zoom on [::1]:6432 (DATABASE_URL)"],
  [
    "postgres://user:canary@h/zoom?host=/run/postgresql",
    "Database zoom on /run/postgresql:5432 (DATABASE_URL)",
  ],
  ["postgres://canary@db.example", "Database with the user's name on db.example:5432 (DATABASE_URL)"],
])("%s is named without user and password", async (databaseUrl, line) => {
  const config = { databaseUrl, databaseTls: null, production: true, dataFolder: "/nowhere" };
  expect((await findDatabase(config)).line).toBe(line);
});

test.each([["scripts/migrate.ts"], ["scripts/cleanup.ts"], ["scripts/webhooks.ts", "list"]])(
  "%s needs DATABASE_URL with NODE_ENV=production, and starts nothing",
  async (script, ...args) => {
    const cwd = await anEmptyFolder();
    const { code, stdout, stderr } = await runScript(script, args, {
      cwd,
      env: { NODE_ENV: "production" },
    }).ended;
    expect({ stdout, stderr: stderr.replace("error: ", "") }).toEqual({
      stdout: "",
      stderr: "DATABASE_URL is not set: with NODE_ENV=production it is required.\n",
    });
    expect(code).not.toBe(0);
    await expect(access(join(cwd, ".data"))).rejects.toMatchObject({ code: "ENOENT" });
  },
);
