import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findEncryption } from "../../scripts/find-encryption.ts";
import { list } from "../../scripts/webhooks/list.ts";
import { show } from "../../scripts/webhooks/show.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { testKey } from "../support/test-key.ts";
import { apply, receive } from "../webhooks/booked-visit.ts";
import { databaseLine } from "./database-line.ts";
import { runScript } from "./run-script.ts";

const keys = `k1:${testKey(1)}`;
const config = {
  production: false,
  databaseUrl: null,
  databaseOwnerUrl: null,
  accessLogDays: null,
  indexKey: null,
  databaseTls: null,
  retentionDays: null,
  encryptionKeys: keys,
  jwtSecret: null,
  usesJwks: false,
  issuer: "",
  clinicId: null,
  maxTokenLifetimeMinutes: null,
  audience: "",
  dataFolder: "/nowhere",
};

let app: OpenApp;
let ids: string[];
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
  const participant = { user_name: "Sam Canary", email: "canary@home.example", user_id: "16778240" };
  const object = { id: "11111111111", uuid: "canary==", participant };
  await receive(app, JSON.stringify({ event: "meeting.participant_joined", payload: { object } }));
  await receive(app, JSON.stringify({ event: "recording.batch_trashed", payload: { account_id: "a" } }));
  await apply(app);
  await sql`
    update webhook_deliveries set tries = 3, error = 'Unreadable'
    where event = 'recording.batch_trashed'`.execute(app.server.deps.db);
  const rows: { id: string }[] = JSON.parse(await list(app.server.deps.db, {}, { limit: 9, json: true }));
  ids = rows.map(({ id }) => id);
});
afterAll(() => app.close());

const webhooks = (parameters: string[], env: Record<string, string> = {}) =>
  runScript("scripts/webhooks.ts", parameters, { env: { DATABASE_URL: app.databaseUrl, ...env } }).ended;

test("list tells what lies in the inbox, and nothing of what it says", async () => {
  const { code, stdout } = await webhooks(["list"]);
  expect(code).toBe(0);
  const lines = stdout.trim().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^received +event +state +tries +zoom id +error +id$/);
  expect(lines[1]).toMatch(/recording\.batch_trashed +stored +3 +– +Unreadable +[0-9a-f-]{36}$/);
  expect(lines[2]).toMatch(/meeting\.participant_joined +unmatched +0 +11111111111 +–/);
  const json = await list(app.server.deps.db, {}, { limit: 9, json: true });
  expect(stdout + json).not.toMatch(/canary|k1\./i);
});

test("list is narrowed by time, event, failure and number", async () => {
  const { db } = app.server.deps;
  const listed = async (filter: Parameters<typeof list>[1], limit = 9): Promise<string[]> =>
    JSON.parse(await list(db, filter, { limit, json: true })).map(({ id }: { id: string }) => id);
  expect(await listed({ event: "meeting.participant_joined" })).toEqual(ids.slice(1));
  expect(await listed({ failed: true })).toEqual(ids.slice(0, 1));
  expect(await listed({}, 1)).toEqual(ids.slice(0, 1));
  expect(await listed({ since: new Date(Date.now() - 60_000) })).toEqual(ids);
  expect(await listed({ since: new Date(Date.now() + 60_000) })).toEqual([]);
});

test("show tells what the delivery says only when asked to, with the keys, and warns", async () => {
  const { db } = app.server.deps;
  const [, joined = ""] = ids;
  const plain = (await show(db, joined, { withBody: false, config })) ?? "";
  expect(JSON.parse(plain)).toMatchObject({ id: joined, state: "unmatched", error: null });
  expect(plain).not.toMatch(/canary|body/i);

  const { stdout, stderr } = await webhooks(["show", joined, "--body"], { DATA_ENCRYPTION_KEYS: keys });
  expect(JSON.parse(stdout).body.payload.object.participant.email).toBe("canary@home.example");
  expect(stderr).toMatch(/personal data/);

  const other = { ...config, encryptionKeys: `k1:${testKey(9)}` };
  await expect(show(db, joined, { withBody: true, config: other })).rejects.toThrow(
    "cannot be opened with these keys",
  );
  const none = { ...config, encryptionKeys: null };
  await expect(findEncryption(none)).rejects.toThrow("set DATA_ENCRYPTION_KEYS as the service has it");
});

test("replay tells how many wait", async () => {
  const { code, stdout, stderr } = await webhooks(["replay", "--failed", "--json"]);
  expect({ code, stderr, answer: JSON.parse(stdout) }).toEqual({
    code: 0,
    stderr: `${databaseLine(app.databaseUrl)}\n`,
    answer: { count: 1 },
  });
});

test.each([
  [["list", "--since", "yesterday"], 2, /such as 90m, 2h or 3d/],
  [["show", "01890000-0000-7000-8000-000000000000"], 1, /There is no delivery/],
])("%o ends with exit code %i and what to do", async (parameters, code, message) => {
  expect(await webhooks(parameters)).toMatchObject({
    code,
    stdout: "",
    stderr: expect.stringMatching(message),
  });
});

test("a database that cannot be reached is said, without its password", async () => {
  const unavailable = "postgres://somebody:canary-password@127.0.0.1:9/nothing";
  const { code, stderr } = await webhooks(["replay"], { DATABASE_URL: unavailable });
  expect(code).toBe(1);
  expect(stderr).toMatch(/cannot be reached: check DATABASE_URL/);
  expect(stderr).not.toContain("canary");
});
