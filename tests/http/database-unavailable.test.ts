import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { aBooking, anAppointment } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { openProxy } from "./open-proxy.ts";

async function startBehindProxy(environment: Record<string, string> = {}) {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  const app = await startApp({ DATABASE_URL: proxy.url, ...environment });
  onTestFinished(() => proxy.mend().catch(() => {}));
  const service = await app.as("service");
  const meeting = await service.meetings.create(
    aBooking({ waitMs: environment.ROLE === "web" ? 0 : undefined }),
  );
  const { url: link } = await service.links.get({ meetingId: meeting.id, role: "participant" });
  return { ...app, direct: database.url, proxy, meeting, link, token: await tokenFor(people.service) };
}

test("with the database away every call is a 503 to be tried again, and all goes on when it is back", async () => {
  const { url, proxy, meeting, link, token, zoom } = await startBehindProxy();
  await proxy.cut();
  const meetingId = meeting.id;
  const calls: [string, unknown][] = [
    ["meetings.get", { meetingId }],
    ["meetings.list", {}],
    ["meetings.create", aBooking({ appointmentId: randomUUID() })],
    ["meetings.update", { meetingId, topic: "Moved" }],
    ["meetings.cancel", { meetingId }],
    ["links.get", { meetingId, role: "participant" }],
    ["lifecycle.appointmentChanged", { appointment: anAppointment() }],
    ["lifecycle.start", { meetingId }],
    ["stats.overview", {}],
  ];
  for (const [procedure, input] of calls) {
    const answer = await callRaw(url, procedure, { token, input });
    expect([procedure, answer.status, answer.error?.data.reason]).toEqual([
      procedure,
      503,
      "SERVICE_UNAVAILABLE",
    ]);
    expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(answer.text).not.toMatch(/ECONN|5432|postgres/i);
  }
  for (const method of ["GET", "POST"]) {
    const page = await fetch(link, { method, redirect: "manual" });
    expect([method, page.status]).toEqual([method, 503]);
    expect(page.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await page.text()).toContain(`Reference: ${page.headers.get("x-request-id")}<`);
  }
  const event = { event: "meeting.started", payload: { object: { id: meeting.zoomMeetingId, uuid: "u==" } } };
  expect(await zoom.control.sendEvent(event)).toEqual({ status: 503 });

  await proxy.mend();
  await eventually(async () => {
    expect((await callRaw(url, "meetings.get", { token, input: { meetingId } })).status).toBe(200);
  });
  expect(await zoom.control.sendEvent(event)).toEqual({ status: 200 });
});

test("a call whose transaction is torn is a 503, and leaves nothing behind", async () => {
  // Without the worker nothing but the call waits for the lock.
  const { url, direct, proxy, meeting, token } = await startBehindProxy({ ROLE: "web" });
  const blocker = new Client({ connectionString: direct });
  await blocker.connect();
  onTestFinished(() => blocker.end());
  await blocker.query("begin");
  await blocker.query("select from zoom_meetings where id = $1 for update", [meeting.id]);
  const call = callRaw(url, "links.revoke", { token, input: { meetingId: meeting.id, role: "participant" } });
  await eventually(async () => {
    const { rows } = await blocker.query(
      "select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rows[0].waiting).toBe(1);
  });
  await proxy.cut();
  expect(await call).toMatchObject({ status: 503, error: { data: { reason: "SERVICE_UNAVAILABLE" } } });
  await blocker.query("commit");
  const { rows } = await blocker.query("select revoked_at from join_links");
  expect(rows).toEqual([{ revoked_at: null }]);
});
