import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { openProxy } from "./open-proxy.ts";

interface Details {
  status: string;
  checks: Record<string, { ok: boolean; says: string }>;
}

async function word(address: string) {
  const response = await fetch(address);
  return [response.status, response.headers.get("content-type")?.split(";")[0], await response.text()];
}

async function details(opsUrl: string) {
  const response = await fetch(`${opsUrl}/readyz`);
  const { status, checks } = (await response.json()) as Details;
  // Zoom's state is told beside the checks, and decides nothing.
  const { zoom, ...own } = checks;
  expect(zoom?.ok).toBe(true);
  return { code: response.status, status, checks: own };
}

const ok = { ok: true, says: "ok" };
const allOk = { database: ok, migrations: ok, keys: ok };
const ready = { code: 200, status: "ready", checks: allOk };

test("a service that runs says so in one word to load balancers, and in detail to operators", async () => {
  const { url, opsUrl } = await startApp();
  expect(await word(`${url}/healthz`)).toEqual([200, "text/plain", "ok"]);
  expect(await word(`${url}/readyz`)).toEqual([200, "text/plain", "ready"]);
  expect(await details(opsUrl)).toEqual(ready);
  expect(await (await fetch(`${opsUrl}/version`)).json()).toEqual({
    name: "patientcare-zoom",
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    node: process.version,
  });
  for (const path of ["/metrics", "/version"]) expect((await fetch(url + path)).status).toBe(404);
  for (const path of ["/trpc/stats.overview", "/", "/docs"]) {
    expect((await fetch(opsUrl + path)).status).toBe(404);
  }
});

test("with the database away the service is alive and not ready, and claims nothing about migrations and keys", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  const { url, opsUrl } = await startApp({ DATABASE_URL: proxy.url });
  onTestFinished(proxy.mend);
  await proxy.cut();
  expect(await word(`${url}/healthz`)).toEqual([200, "text/plain", "ok"]);
  await eventually(async () => expect(await word(`${url}/readyz`)).toEqual([503, "text/plain", "not ready"]));
  const notKnown = { ok: false, says: "not known: the database is unavailable" };
  const { code, status, checks } = await details(opsUrl);
  expect({ code, status, checks }).toEqual({
    code: 503,
    status: "not ready",
    checks: {
      database: { ok: false, says: expect.stringContaining("check DATABASE_URL") },
      migrations: notKnown,
      keys: notKnown,
    },
  });
  expect(JSON.stringify(checks)).not.toContain(new URL(database.url).pathname.slice(1));
  await proxy.mend();
  await eventually(async () => {
    expect(await word(`${url}/readyz`)).toEqual([200, "text/plain", "ready"]);
    expect(await details(opsUrl)).toEqual(ready);
  });
  await proxy.cut();
});

test("a service whose database lacks a migration is not ready, and says what to run", async () => {
  const { opsUrl, databaseUrl } = await startApp();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("delete from kysely_migration where name = (select max(name) from kysely_migration)");
  await client.end();
  const { code, checks } = await details(opsUrl);
  expect(code).toBe(503);
  expect(checks).toEqual({
    ...allOk,
    migrations: { ok: false, says: "not up to date: run npm run migrate" },
  });
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
    const response = await fetch(`${app.opsUrl}/metrics`);
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
