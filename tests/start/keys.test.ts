import { createDatabase } from "@patientcare/zoom-db";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { rememberKeys } from "@patientcare/zoom-server/key-checks.ts";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { testKey } from "../support/test-key.ts";
import { anEnvironment, runService, startedService } from "./run-service.ts";

/** Starts the service once, so that its keys are known, and ends it. */
async function aUsedEnvironment(change: Record<string, string> = {}): Promise<Record<string, string>> {
  const env = await anEnvironment(change);
  await startOnce(env);
  return env;
}

async function startOnce(env: Record<string, string>): Promise<void> {
  const { child, ended } = await startedService(env);
  child.kill("SIGINT");
  await ended;
}

async function refusalOf(env: Record<string, string>): Promise<string> {
  const { code, stderr } = await (await runService(env)).ended;
  expect(code).toBe(1);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  return stderr;
}

test("another index key than the data has ends the start, naming DATA_INDEX_KEY, before anything is migrated", async () => {
  const env = await aUsedEnvironment();
  const db = createDatabase(env.DATABASE_URL ?? "", { maxConnections: 1 });
  onTestFinished(() => db.destroy());
  await sql`delete from kysely_migration where name like '0006%'`.execute(db);
  const stderr = await refusalOf({ ...env, DATA_INDEX_KEY: testKey(7) });
  expect(stderr).toMatch(/^The service cannot start: DATA_INDEX_KEY is another key .*put that key back\.$/m);
  for (const secret of [testKey(7), testKey(2)]) expect(stderr).not.toContain(secret);
  const { rows } = await sql`select from kysely_migration where name like '0006%'`.execute(db);
  expect(rows).toEqual([]);
});

test.each([
  [
    "other bytes under the same name",
    `k1:${testKey(7)}`,
    /DATA_ENCRYPTION_KEYS holds other bytes under the name "k1"/,
  ],
  ["the key of the data missing", `k9:${testKey(7)}`, /DATA_ENCRYPTION_KEYS lacks the key "k1"/],
])("%s ends the start, naming DATA_ENCRYPTION_KEYS", async (_, keys, sentence) => {
  const env = await aUsedEnvironment();
  expect(await refusalOf({ ...env, DATA_ENCRYPTION_KEYS: keys })).toMatch(sentence);
  // What was refused has left nothing behind.
  await startOnce(env);
});

test("a rotation goes on: the new key stands behind, then in front, and the old one must stay", async () => {
  const [old, next] = [`k1:${testKey(1)}`, `k2:${testKey(5)}`];
  const env = await aUsedEnvironment();
  for (const keys of [`${old},${next}`, `${next},${old}`]) {
    await startOnce({ ...env, DATA_ENCRYPTION_KEYS: keys });
  }
  expect(await refusalOf({ ...env, DATA_ENCRYPTION_KEYS: old })).toMatch(/lacks the key "k2"/);
  expect(await refusalOf({ ...env, DATA_ENCRYPTION_KEYS: next })).toMatch(/lacks the key "k1"/);
});

test("a key that never encrypted may be taken away again, and not be replaced under its name", async () => {
  const old = `k1:${testKey(1)}`;
  const env = await aUsedEnvironment({ DATA_ENCRYPTION_KEYS: `${old},k2:${testKey(5)}` });
  expect(await refusalOf({ ...env, DATA_ENCRYPTION_KEYS: `${old},k2:${testKey(6)}` })).toMatch(
    /under the name "k2"/,
  );
  await startOnce({ ...env, DATA_ENCRYPTION_KEYS: old });
});

test("of replicas that begin at once with different keys on a new database, those of one key go on", async () => {
  const env = await anEnvironment();
  const replicas = [3, 4].map((byte) => ({
    db: createDatabase(env.DATABASE_URL ?? "", { maxConnections: 1 }),
    keys: readConfig({ ...env, DATA_INDEX_KEY: testKey(byte) }),
  }));
  onTestFinished(async () => {
    await Promise.all(replicas.map(({ db }) => db.destroy()));
  });
  for (let round = 0; round < 10; round++) {
    await Promise.all(replicas.map(({ db }) => sql`delete from key_checks`.execute(db)));
    const ends = await Promise.allSettled(replicas.map(({ db, keys }) => rememberKeys(db, keys)));
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  }
});
