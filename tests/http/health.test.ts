import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { openProxy } from "./open-proxy.ts";

async function read(address: string) {
  const response = await fetch(address);
  const body = (await response.json()) as { status: string; checks: Record<string, string> };
  return { status: response.status, body };
}

const allOk = { database: "ok", migrations: "ok", keys: "ok" };

test("a service that runs is alive, ready, and says its version", async () => {
  const { url } = await startApp();
  expect(await read(`${url}/healthz`)).toEqual({ status: 200, body: { status: "ok" } });
  expect(await read(`${url}/readyz`)).toEqual({ status: 200, body: { status: "ready", checks: allOk } });
  expect(await read(`${url}/version`)).toEqual({
    status: 200,
    body: {
      name: "patientcare-zoom",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.version,
    },
  });
});

test("a service whose database is away is alive and not ready, until the database is back", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  const { url } = await startApp({ DATABASE_URL: proxy.url });
  onTestFinished(proxy.mend);
  await proxy.cut();
  expect((await read(`${url}/healthz`)).status).toBe(200);
  const { status, body } = await read(`${url}/readyz`);
  expect(status).toBe(503);
  expect(body.status).toBe("not ready");
  expect(body.checks.database).toContain("check DATABASE_URL");
  expect(JSON.stringify(body)).not.toContain(new URL(database.url).pathname.slice(1));
  await proxy.mend();
  await eventually(async () => {
    expect(await read(`${url}/readyz`)).toEqual({ status: 200, body: { status: "ready", checks: allOk } });
  });
  await proxy.cut();
});

test("a service whose database lacks a migration is not ready, and says what to run", async () => {
  const { url, databaseUrl } = await startApp();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("delete from kysely_migration where name = (select max(name) from kysely_migration)");
  await client.end();
  const { status, body } = await read(`${url}/readyz`);
  expect(status).toBe(503);
  expect(body.checks).toEqual({ ...allOk, migrations: "not up to date: run npm run migrate" });
});

test("a service that lacks the key of stored data is not ready, until it has the key back", async () => {
  const earlier = await startApp();
  const service = await earlier.as("service");
  await service.meetings.create(aBooking());
  const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");
  const shared = { DATABASE_URL: earlier.databaseUrl, ROLE: "web" };
  const later = await startApp({ ...shared, DATA_ENCRYPTION_KEYS: `k9:${key(9)}` });
  const { status, body } = await read(`${later.url}/readyz`);
  expect(status).toBe(503);
  expect(body.checks).toEqual({ ...allOk, keys: expect.stringContaining("DATA_ENCRYPTION_KEYS") });
  const rotated = await startApp({ ...shared, DATA_ENCRYPTION_KEYS: `k9:${key(9)},k1:${key(1)}` });
  expect((await read(`${rotated.url}/readyz`)).status).toBe(200);
});

test("metrics tell of calls, Zoom, deliveries and redirects, by name and without people", async () => {
  const app = await startApp();
  const service = await app.as("service");
  const meeting = await service.meetings.create(aBooking());
  const { url } = await service.links.get({ meetingId: meeting.id, role: "participant" });
  await fetch(url, { method: "POST", redirect: "manual" });
  await fetch(`${app.url}/api/zoom/webhook`, { method: "POST", body: "{}" });
  const patient = await app.as("patient");
  await patient.stats.overview().catch(() => {});
  await app.zoom.control.flush();
  await eventually(async () => {
    const response = await fetch(`${app.url}/metrics`);
    const text = await response.text();
    expect(response.headers.get("content-type")).toContain("text/plain");
    expect(text).toContain(
      'patientcare_zoom_call_duration_seconds_count{procedure="meetings.create",reason="OK"} 1',
    );
    expect(text).toContain(
      'patientcare_zoom_call_duration_seconds_count{procedure="stats.overview",reason="FORBIDDEN"} 1',
    );
    expect(text).toMatch(
      /patientcare_zoom_zoom_call_duration_seconds_count\{endpoint="[^"]+",outcome="[^"]+"\} \d/,
    );
    expect(text).toContain('patientcare_zoom_deliveries_total{answer="bad-signature"} 1');
    expect(text).toMatch(/patientcare_zoom_deliveries_total\{answer="kept"\} [1-9]/);
    expect(text).toMatch(
      /patientcare_zoom_deliveries_applied_total\{event="meeting.created",state="[^"]+"\} [1-9]/,
    );
    expect(text).toMatch(/patientcare_zoom_syncs_total\{result="[^"]+"\} [1-9]/);
    expect(text).toMatch(/patientcare_zoom_link_redirects_total\{state="[^"]+"\} 1/);
    expect(text).toContain("process_cpu_seconds_total");
    expect(text).not.toMatch(/@|Sam|\/j\//);
  });
});
