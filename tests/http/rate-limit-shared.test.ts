import { readConfig } from "@patientcare/zoom-server/config.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";
import { Client } from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { callRest } from "../rest/call-rest.ts";
import { aBooking } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { startTestSandbox } from "../support/test-sandbox.ts";
import { people, tokenFor } from "../support/tokens.ts";

const shared = { RATE_LIMIT_STORE: "postgres" };

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ...shared, RATE_LIMIT_PER_MINUTE: "20" });
});
afterAll(() => app.close());

async function connectTo(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test("three replicas let a caller pass as often as one would, and keep nobody's name or address", async () => {
  const perMinute = sizeOf({ everyday: 200, full: 3_000 });
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const zoom = await startTestSandbox();
  onTestFinished(() => zoom.close());
  const environment = {
    ...testEnvironment(database.url, zoom),
    ...shared,
    ROLE: "web",
    RATE_LIMIT_PER_MINUTE: String(perMinute),
  };
  const replicas = await Promise.all([1, 2, 3].map(() => startServer(readConfig(environment))));
  onTestFinished(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
  });
  const token = await tokenFor(people.service);
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (caller: number) => {
    const statuses: number[] = [];
    for (let call = 0; call < perMinute / 6; call += 1) {
      const url = replicas[(caller + call) % replicas.length]?.url;
      statuses.push((await fetch(`${url}/api/zoom/nothing`, { headers })).status);
    }
    return statuses;
  };
  const statuses = (await Promise.all(Array.from({ length: 12 }, (_, caller) => ask(caller)))).flat();
  const passed = statuses.filter((status) => status === 404).length;
  expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - passed);
  expect(passed).toBeGreaterThanOrEqual(perMinute * 0.95);
  expect(passed).toBeLessThanOrEqual(perMinute * 1.05);

  await fetch(`${replicas[0]?.url}/api/zoom/stats`);
  const { rows } = await (await connectTo(database.url)).query("select key from rate_limits");
  expect(rows).toHaveLength(2);
  for (const { key } of rows) expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test("with the counters out of reach, ways into a visit are closed and the rest goes on uncounted", async () => {
  const { url, databaseUrl } = app;
  const token = await tokenFor(people.doctor);
  const made = await callRaw(url, "meetings.create", { token, input: aBooking({ waitMs: 0 }) });
  expect(made.headers.get("ratelimit")).toMatch(/^"default";r=19;t=\d+$/);
  const { id: meetingId } = made.result as { id: string };

  const blocker = await connectTo(databaseUrl);
  await blocker.query("begin");
  await blocker.query("lock table rate_limits in access exclusive mode");
  const call = (procedure: string, input: unknown) => callRaw(url, procedure, { token, input });
  for (let round = 0; round < 30; round += 1) {
    const { status, headers } = await call("meetings.get", { meetingId });
    expect([status, headers.get("ratelimit"), headers.get("ratelimit-policy")]).toEqual([
      200,
      null,
      '"default";q=20;w=60',
    ]);
  }
  expect((await call("meetings.update", { meetingId, topic: "Other" })).status).toBe(200);
  const closed: [string, unknown][] = [
    ["links.get", { meetingId, role: "host" }],
    ["links.revoke", { meetingId, role: "host" }],
    ["lifecycle.start", { meetingId }],
  ];
  for (const [procedure, input] of closed) {
    const { status, error, headers } = await call(procedure, input);
    expect([procedure, status, error?.data.reason]).toEqual([procedure, 503, "SERVICE_UNAVAILABLE"]);
    expect(headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  }
  const rows: [string, string, number][] = [
    ["GET", `/meetings/${meetingId}`, 200],
    ["GET", `/meetings/${meetingId}/link?role=host`, 503],
    ["POST", `/meetings/${meetingId}/start`, 503],
  ];
  for (const [method, path, expected] of rows) {
    const { status, headers } = await callRest(app, "doctor", method, path);
    expect([method, path, status]).toEqual([method, path, expected]);
    expect(headers.get("retry-after") !== null).toBe(expected === 503);
  }
  // Who may not at all is told so, now as ever.
  const patient = await tokenFor(people.patient);
  expect((await callRaw(url, "lifecycle.start", { token: patient, input: { meetingId } })).status).toBe(403);

  await blocker.query("rollback");
  await eventually(async () => {
    const { status, headers } = await call("links.get", { meetingId, role: "host" });
    expect([status, headers.get("ratelimit")]).toEqual([
      200,
      expect.stringMatching(/^"default";r=\d+;t=\d+$/),
    ]);
  });
});

test("counters whose minute is over are deleted", async () => {
  const client = await connectTo(app.databaseUrl);
  const now = Date.now();
  await client.query("insert into rate_limits values ('old', 1, $1), ('new', 1, $2)", [now - 120_000, now]);
  await eventually(async () => {
    const { rows } = await client.query("select key from rate_limits where key in ('old', 'new')");
    expect(rows).toEqual([{ key: "new" }]);
  });
});
