import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openProxy } from "../http/open-proxy.ts";
import { pass } from "../links/visit-a-link.ts";
import { aDoctor } from "../rpc/meeting-in.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { startProcess } from "../support/start-process.ts";
import { alertsText, dashboardQueries } from "./monitoring-files.ts";
import { hasPrometheus, startPrometheus } from "./start-prometheus.ts";

// It waits for a scrape and an evaluation after each trouble: the everyday run checks the rules by their unit tests.
const isFull = sizeOf({ full: 1, everyday: 0 }) === 1;
const withPrometheus = test.skipIf(!hasPrometheus || !isFull);

/** A service whose database and Zoom can be troubled, its log of alerts, and a connection that is not troubled. */
async function open(environment: Record<string, string> = {}) {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  const service = await startProcess({ DATABASE_URL: proxy.url, ...environment });
  onTestFinished(() => proxy.mend().catch(() => {}));
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  onTestFinished(() => sql.end());
  const prometheus = await startPrometheus([service.metricsUrl]);
  const fires = (name: string) =>
    eventually(async () => expect(await prometheus.firing()).toContain(name), 25_000);
  const ends = (name: string) =>
    eventually(async () => expect(await prometheus.firing()).not.toContain(name), 25_000);
  return { ...service, proxy, sql, prometheus, fires, ends, client: await clientOf(service.url, "service") };
}

const seen = new Set<string>();
const knownAlerts = () => [...alertsText().matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? "");

withPrometheus(
  "Zoom's troubles alert while they last, and every query of the dashboard is answered",
  async () => {
    const { client, zoom, url, fires, ends, prometheus } = await open();
    const { control } = zoom;
    const made = await client.meetings.create(aBooking());
    const { url: link } = await client.links.get({ meetingId: made.id, role: "participant" });
    await pass(link);
    await eventually(async () => {
      const answers = await Promise.all(dashboardQueries().map((query) => prometheus.query(query)));
      expect(answers.filter((samples) => samples.length > 0).length).toBeGreaterThan(answers.length * 0.7);
    }, 15_000);
    const create = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () =>
          client.meetings.create(aBooking({ hostEmail: aDoctor(), waitMs: 2_000 })).catch(() => null),
        ),
      );
    const trouble = async (fault: object, alert: string) => {
      await control.addFault({ times: -1, match: {}, ...fault } as Parameters<typeof control.addFault>[0]);
      await create(4);
      await fires(alert);
      seen.add(alert);
      await control.clearFaults();
      await create(1);
      await ends(alert);
    };
    const missing = "Invalid access token, does not contain scopes:[meeting:write:meeting:admin].";
    const post = { method: "POST", path: "/users/" };
    await trouble({ kind: "status", status: 503 }, "ZoomUnavailable");
    await trouble(
      { kind: "status", status: 400, body: { code: 4711, message: missing }, match: post },
      "ZoomScopesMissing",
    );
    await control.addFault({
      kind: "status",
      status: 400,
      body: { code: 300, message: "Refused" },
      times: -1,
      match: post,
    });
    await create(4);
    for (const alert of ["MeetingCreationFails", "SomebodyNeeded"]) {
      await fires(alert);
      seen.add(alert);
    }
    const pending = await client.meetings.create(
      aBooking({ hostEmail: aDoctor(), startTime: minutesFromNow(5), waitMs: 0 }),
    );
    const { url: early } = await client.links.get({ meetingId: pending.id, role: "participant" });
    await pass(early);
    expect((await fetch(url)).status).toBeLessThan(500);
    await fires("PeopleTurnedAway");
    seen.add("PeopleTurnedAway");
  },
  120_000,
);

withPrometheus(
  "the database's troubles and what waits behind them alert",
  async () => {
    const { client, url, sql, proxy, fires, ends, child, zoom } = await open({
      ROLE: "web",
      RATE_LIMIT_PER_MINUTE: "1000000",
    });
    await zoom.control.drop(true);
    const made = await client.meetings.create(aBooking());
    const meetingId = made.id;
    await client.links.get({ meetingId, role: "host" });
    await client.links.revoke({ meetingId, role: "host" });
    await client.links.get({ meetingId, role: "participant" });
    const event = { event: "meeting.started", payload: { object: { id: "1", uuid: "u==" } } };
    await zoom.control.sendEvent(event);
    await eventually(async () => {
      const { rowCount } = await sql.query(
        "update webhook_health set at = now() - interval '20 minutes' where key = 'delivery' or key like 'secret:%'",
      );
      expect(rowCount).toBe(2);
    });
    await sql.query("update webhook_deliveries set received_at = now() - interval '10 minutes'");
    await sql.query("update zoom_meetings set next_attempt_at = now() - interval '10 minutes'");
    await sql.query(
      "insert into webhook_health (key, at) values ('validation', now() - interval '81 hours')",
    );
    await sql.query(
      "update zoom_meetings set zoom_meeting_id = '12345678901', status = 'started', declared_started_at = now() - interval '11 minutes'",
    );
    for (let count = 0; count < 20; count += 1)
      await fetch(`${url}/api/zoom/webhook`, {
        method: "POST",
        body: "{}",
        headers: {
          "x-zm-request-timestamp": String(Math.floor(Date.now() / 1000)),
          "x-zm-signature": `v0=${"0".repeat(64)}`,
        },
      });
    await Promise.all(
      Array.from({ length: 1_000 }, () => fetch(`${url}/api/zoom/meetings/${meetingId}`).catch(() => null)),
    );
    const expected = [
      "InboxBehind",
      "ReconciliationBehind",
      "WebhookValidationOverdue",
      "WebhooksSilent",
      "WebhookSignaturesRefused",
      "CallersNotEstablished",
    ];
    for (const alert of expected) {
      await fires(alert);
      seen.add(alert);
    }
    await sql.query("begin");
    await sql.query("select from zoom_meetings for update");
    await client.links.revoke({ meetingId, role: "participant" }, { timeoutMs: 3_000 }).catch(() => null);
    await sql.query("rollback");
    await fires("CallsSlow");
    seen.add("CallsSlow");
    await sql.query("alter table meeting_events rename to elsewhere");
    await client.lifecycle.history({ meetingId }).catch(() => null);
    await fires("ServerErrors");
    seen.add("ServerErrors");
    await proxy.cut();
    await client.meetings.get({ meetingId }, { timeoutMs: 1_000 }).catch(() => null);
    await fires("DatabaseUnavailable");
    seen.add("DatabaseUnavailable");
    await proxy.mend();
    await ends("DatabaseUnavailable");
    child.kill("SIGKILL");
    await fires("ServiceDown");
    seen.add("ServiceDown");
  },
  120_000,
);

withPrometheus(
  "credentials that Zoom refuses alert",
  async () => {
    const { client, fires } = await open({ ZOOM_API_SECRET: "another-secret" });
    await client.meetings.create(aBooking({ waitMs: 1_000 })).catch(() => null);
    await fires("ZoomCredentialsRefused");
    seen.add("ZoomCredentialsRefused");
    expect(knownAlerts().filter((name) => !seen.has(name))).toEqual([]);
  },
  60_000,
);
