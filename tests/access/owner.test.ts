import { randomUUID } from "node:crypto";
import { createDatabase, insertAccess, moveToArchive } from "@patientcare/zoom-db";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { migrateDatabase } from "@patientcare/zoom-server/migrate-database.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";
import { sql } from "kysely";
import { expect, inject, onTestFinished, test } from "vitest";
import { anEnvironment, runService, startedService } from "../start/run-service.ts";
import { aBooking } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { startTestSandbox } from "../support/test-sandbox.ts";
import { withAdmin } from "../support/with-admin.ts";
import { aChainedLog, someRows } from "./a-chained-log.ts";

/** A role that owns nothing, and the address of a database as this role; it goes with the test. */
async function aServiceRole(ownerUrl: string): Promise<string> {
  const { adminUrl } = inject("postgres");
  const role = `service_${randomUUID().slice(0, 8)}`;
  await withAdmin(adminUrl, (client) => client.query(`create role ${role} login password 'service'`));
  onTestFinished(async () => {
    await withAdmin(ownerUrl, (client) => client.query(`drop owned by ${role}`)).catch(() => undefined);
    await withAdmin(adminUrl, (client) => client.query(`drop role if exists ${role}`)).catch(() => undefined);
  });
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = "service";
  return url.href;
}

test("five hundred random edits by the role of the service are refused, and its forged rows are found", async () => {
  await using log = await aChainedLog();
  await log.add(30);
  const serviceUrl = await aServiceRole(log.url);
  const service = createDatabase(serviceUrl, { maxConnections: 1 });
  onTestFinished(() => service.destroy());
  const start = () => migrateDatabase(service, { ownerUrl: log.url, accessLogDays: 2554 });
  await Promise.all([start(), start(), start(), start()]);
  await insertAccess(service, someRows(3));

  const attempts = [
    "update access_log set action = 'x' where id = $",
    "update access_log set at = now()",
    "delete from access_log where id = $",
    "truncate access_log",
    "alter table access_log disable trigger all",
    "drop table access_log",
    "delete from access_chain",
    "update access_chain set hash = hash",
    "truncate access_heads",
    "update access_heads set number = number + 1",
    "set session_replication_role = replica",
    "select set_config('patientcare.cuts', 'on', false); delete from access_log",
    "create or replace function access_log_days() returns integer language sql as 'select 0'",
    "update meeting_events set type = type",
    "truncate meeting_events",
    "truncate meeting_events_archive",
  ];
  const { rows } = await sql<{ id: string }>`select id from access_log`.execute(service);
  const before = await sql`select * from access_log order by id`.execute(service);
  for (let turn = 0; turn < 500; turn++) {
    const attempt = attempts[turn % attempts.length] ?? "";
    const text = attempt.replace("$", `'${rows[turn % rows.length]?.id}'`);
    const error = await sql
      .raw(text)
      .execute(service)
      .then(
        () => null,
        (thrown: { code: string }) => thrown,
      );
    expect({ attempt, code: error?.code }).toEqual({ attempt, code: "42501" });
  }
  expect((await sql`select * from access_log order by id`.execute(service)).rows).toEqual(before.rows);
  expect(await sql<{ cut_access_log: number }>`select cut_access_log(1000)`.execute(service)).toMatchObject({
    rows: [{ cut_access_log: 0 }],
  });

  await sql`insert into access_log (id, action, decision, at, xid)
    values (gen_random_uuid(), 'links.get', 'allowed', '2020-01-01', '3')`.execute(service);
  expect(await log.problems()).toEqual([expect.stringContaining("not written by this service")]);
});

test("the service works as a role that owns nothing, and does not start as one that could change the log", async () => {
  const env = await anEnvironment();
  const ownerUrl = env.DATABASE_URL ?? "";
  const refused = await (await runService({ ...env, DATABASE_OWNER_URL: ownerUrl })).ended;
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^The service cannot start: The role of DATABASE_URL could change or delete rows of the access log .* DATABASE_OWNER_URL\.\n$/,
    ),
  });

  const zoom = await startTestSandbox();
  onTestFinished(() => zoom.close());
  const serviceUrl = await aServiceRole(ownerUrl);
  const server = await startServer(
    readConfig({
      ...testEnvironment(serviceUrl, zoom),
      DATABASE_OWNER_URL: ownerUrl,
    }),
  );
  onTestFinished(() => server.stop());
  const client = await clientOf(server.url, "service");
  const { id: meetingId } = await client.meetings.create(aBooking());
  const { url } = await client.links.get({ meetingId, role: "participant" });
  expect((await fetch(url, { method: "POST", redirect: "manual" })).status).toBe(303);
  await client.lifecycle.start({ meetingId });
  await client.meetings.cancel({ meetingId });
  const { db } = server.deps;
  await eventually(async () => {
    const { rows } = await sql`select from access_heads`.execute(db);
    expect(rows).toHaveLength(1);
  });
  await db.transaction().execute((trx) => moveToArchive(trx, [meetingId]));
  expect(await client.meetings.get({ meetingId })).toMatchObject({ status: "cancelled" });
  const kept = await sql`select count(*)::integer as events from meeting_events_archive`.execute(db);
  await expect(sql`delete from meeting_events_archive`.execute(db)).rejects.toThrow("append-only");
  expect(
    (await sql`select count(*)::integer as events from meeting_events_archive`.execute(db)).rows,
  ).toEqual(kept.rows);
  expect((await sql`select current_user::text as role`.execute(db)).rows).toEqual([
    { role: new URL(serviceUrl).username },
  ]);
});

test("production without an owner says so in one line", async () => {
  const env = await anEnvironment({
    NODE_ENV: "production",
    PUBLIC_URL: "https://zoom.patientcare.example",
    ZOOM_API_URL: "http://localhost:9/v2",
    ZOOM_OAUTH_URL: "http://localhost:9/oauth/token",
    DEFAULT_TIMEZONE: "Europe/Berlin",
    AUTH_ISSUER: "https://patientcare.example",
  });
  const { output } = await startedService(env);
  expect(output().match(/"event":"access-log-unprotected"/g)).toHaveLength(1);
});
