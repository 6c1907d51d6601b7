import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase, isMigrated } from "@patientcare/zoom-db";
import { processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";
import { expect, inject, onTestFinished, test } from "vitest";
import { aFolder } from "../embedded-postgres/a-folder.ts";
import { databaseUrl } from "../support/database-url.ts";
import { eventually } from "../support/eventually.ts";
import { withAdmin } from "../support/with-admin.ts";
import { databaseLine } from "./database-line.ts";
import { runScript } from "./run-script.ts";

async function anEmptyDatabase(): Promise<string> {
  const { adminUrl } = inject("postgres");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await withAdmin(adminUrl, (client) => client.query(`create database ${name}`));
  onTestFinished(async () => {
    await withAdmin(adminUrl, (client) => client.query(`drop database ${name} with (force)`));
  });
  return databaseUrl(adminUrl, name);
}

test("an empty database is migrated once, and is up to date from then on", async () => {
  const url = await anEmptyDatabase();
  const run = () => runScript("scripts/migrate.ts", [], { env: { DATABASE_URL: url } }).ended;
  const first = await run();
  expect(first).toMatchObject({ code: 0, stderr: "" });
  const [line, ...ran] = first.stdout.split("\n");
  expect(line).toBe(databaseLine(url));
  expect(ran.join("\n")).toMatch(/^ran 0001_\w+\nran 0002_\w+\n/);
  expect(await run()).toEqual({ code: 0, stdout: `${line}\nalready up to date\n`, stderr: "" });

  const db = createDatabase(url, { maxConnections: 1 });
  onTestFinished(() => db.destroy());
  expect(await isMigrated(db)).toBe(true);
});

test("a database that cannot be reached is said, without its password", async () => {
  const env = { DATABASE_URL: "postgres://somebody:a-password@127.0.0.1:1/nowhere" };
  const { code, stdout, stderr } = await runScript("scripts/migrate.ts", [], { env }).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: `${databaseLine(env.DATABASE_URL)}\n` });
  expect(stderr).toMatch(/cannot be reached: check DATABASE_URL/);
  expect(stderr).not.toContain("a-password");
});

test("without DATABASE_URL the embedded database is started, migrated and stopped", async () => {
  const { folder: cwd } = await aFolder({ runtimeFile: ".data/postgres.json" });
  const { code, stdout } = await runScript("scripts/migrate.ts", [], { cwd }).ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Database postgres on 127\.0\.0\.1:\d+ \(embedded\)\n/);
  expect(stdout).toContain("ran 0001_");
  const runtime = JSON.parse(await readFile(join(cwd, ".data/postgres.json"), "utf8"));
  await eventually(() => expect(processAlive(runtime.pid)).toBe(false));
});
