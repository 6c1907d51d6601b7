import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { testKey } from "../support/test-key.ts";
import { runScript } from "./run-script.ts";

interface Check {
  name: string;
  ok: boolean;
  says: string;
  remedy: string | null;
}

const otherKey = testKey(9);

/** A service that runs, with a visit booked, and the environment that it runs with. */
async function aService() {
  const app = await openApp();
  onTestFinished(app.close);
  await (await app.as("service")).meetings.create(aBooking());
  return { ...app, env: environmentOf(app) };
}

const environmentOf = (app: Pick<OpenApp, "databaseUrl" | "zoom" | "url">): Record<string, string> => ({
  ...testEnvironment(app.databaseUrl, app.zoom),
  PORT: new URL(app.url).port,
});

async function examine(
  env: Record<string, string>,
  ...flags: string[]
): Promise<{ code: number | null; checks: Check[] }> {
  const { code, stdout, stderr } = await runScript("scripts/doctor.ts", ["--json", ...flags], { env }).ended;
  expect(stderr).toBe("");
  return { code, checks: JSON.parse(stdout).checks };
}

const failedOf = (checks: readonly Check[]) => checks.filter(({ ok }) => !ok);

test("a service that is set up well passes every check, and people see each as it is made", async () => {
  const { env } = await aService();
  const { code, checks } = await examine(env);
  expect(failedOf(checks)).toEqual([]);
  expect(code).toBe(0);
  const names = checks.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      "configuration",
      "database",
      "database version",
      "database extension",
      "database rights",
      "database settings",
      "database clock",
      "migrations",
      "keys",
      "zoom credentials",
      "zoom scope for POST /users/{userId}/meetings",
      "clock",
      "webhook secret",
      "public address",
      "webhook",
    ]),
  );
  expect(names.some((name) => name.startsWith("zoom host "))).toBe(true);
  for (const check of checks) expect(Object.keys(check)).toEqual(["name", "ok", "says", "remedy"]);
  const { stdout } = await runScript("scripts/doctor.ts", [], { env }).ended;
  expect(stdout).toContain("ok    database version: PostgreSQL");
  expect(stdout).toContain("Everything is as it should be.");
}, 60_000);

test("each thing that is set wrong fails its check, and the remedy names the variable", async () => {
  const { env, opsUrl } = await aService();
  const wrong: [string, Record<string, string>, string, string][] = [
    ["a secret of Zoom's app", { ZOOM_API_SECRET: "wrong" }, "zoom credentials", "ZOOM_API_SECRET"],
    ["an account of Zoom's", { ZOOM_ACCOUNT_ID: "wrong" }, "zoom credentials", "ZOOM_ACCOUNT_ID"],
    [
      "an address of the database",
      { DATABASE_URL: "postgres://postgres@127.0.0.1:1/none" },
      "database",
      "DATABASE_URL",
    ],
    ["an index key", { DATA_INDEX_KEY: otherKey }, "keys", "DATA_INDEX_KEY"],
    ["an encryption key", { DATA_ENCRYPTION_KEYS: `k1:${otherKey}` }, "keys", "DATA_ENCRYPTION_KEYS"],
    ["a webhook secret", { ZOOM_WEBHOOK_SECRET: "another-secret-of-zoom" }, "webhook", "ZOOM_WEBHOOK_SECRET"],
    ["a public address", { PUBLIC_URL: opsUrl }, "public address", "PUBLIC_URL"],
    ["no token secret", { AUTH_JWT_SECRET: "" }, "configuration", "AUTH_JWT_SECRET"],
  ];
  for (const [what, change, name, variable] of wrong) {
    const { code, checks } = await examine({ ...env, ...change });
    const failed = failedOf(checks);
    expect([what, code, failed.map((check) => check.name)]).toEqual([what, 1, [name]]);
    expect(`${failed[0]?.says} ${failed[0]?.remedy}`).toContain(variable);
  }
}, 120_000);

test("a scope that the app lacks is named in both vocabularies, and a doctor without a licence", async () => {
  const { env, zoom } = await aService();
  await zoom.control.setScopes(["meeting:read:admin"]);
  const { checks } = await examine(env);
  const scope = failedOf(checks).find(({ name }) => name === "zoom scope for POST /users/{userId}/meetings");
  expect(scope?.remedy).toContain(
    "meeting:write:meeting:admin (granular app) or meeting:write:admin (classic app)",
  );
}, 60_000);

test("a bundle for support holds the checks and metrics, and neither secrets nor people", async () => {
  const { env } = await aService();
  const file = join(tmpdir(), `bundle-${randomUUID()}.json`);
  onTestFinished(() => rm(file, { force: true }));
  await examine(env, "--bundle", file);
  const text = await readFile(file, "utf8");
  const bundle = JSON.parse(text);
  expect(bundle).toMatchObject({
    versions: { service: expect.any(String), node: process.version },
    variablesSet: expect.arrayContaining(["ZOOM_API_SECRET"]),
    checks: expect.arrayContaining([expect.objectContaining({ name: "database", ok: true })]),
  });
  const secrets = [
    "ZOOM_API_KEY",
    "ZOOM_API_SECRET",
    "ZOOM_ACCOUNT_ID",
    "ZOOM_WEBHOOK_SECRET",
    "AUTH_JWT_SECRET",
    "DATABASE_URL",
    "DATA_INDEX_KEY",
    "DATA_ENCRYPTION_KEYS",
  ];
  for (const name of secrets) expect([name, text.includes(env[name] ?? "?")]).toEqual([name, false]);
  expect(text).not.toMatch(/\w@\w/);
}, 60_000);
