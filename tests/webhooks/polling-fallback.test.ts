import { randomUUID } from "node:crypto";
import { watchWebhooks } from "@patientcare/zoom-server/operations/deliveries/watch-webhooks.ts";
import type { LogFields } from "@patientcare/zoom-server/telemetry/log.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { apply, bookVisit, deliveryBody, receive } from "./booked-visit.ts";
import { aDelivery, signed } from "./deliver.ts";
import { type Inbox, openInbox, secondSecret } from "./open-inbox.ts";

// Without a worker, and without news from the sandbox, nobody else looks or delivers.
let inbox: Inbox;
beforeAll(async () => {
  inbox = await openInbox({ ROLE: "web" });
  await inbox.app.zoom.control.drop(true);
});
afterAll(() => inbox.app.close());

const db = () => inbox.app.server.deps.db;
const lines: string[] = [];
const say =
  (level: string) =>
  ({ event }: LogFields) =>
    void lines.push(`${level} ${event}`);
const log = { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") };
/** What is told when this many processes look. */
async function reported(processes = 3): Promise<string[]> {
  lines.length = 0;
  await Promise.all(Array.from({ length: processes }, () => watchWebhooks({ db: db(), log })));
  return [...lines];
}
const lastAt = (key: string, minutesAgo: number) => {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  return db()
    .insertInto("webhook_health")
    .values({ key, at })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ at }))
    .execute();
};
const health = async () =>
  new Map((await db().selectFrom("webhook_health").selectAll().execute()).map(({ key, at }) => [key, at]));
const gauge = async (name: string) => {
  const metrics = await (await fetch(`${inbox.app.opsUrl}/metrics`)).text();
  return Number(new RegExp(`^${name.replace(/[{}]/g, "\\$&")} (.*)$`, "m").exec(metrics)?.[1]);
};
const send = (secret?: string) => {
  const body = aDelivery({ event_ts: Math.floor(Math.random() * 1e12) });
  return inbox.send(body, signed(body, secret === undefined ? {} : { secret }));
};

beforeEach(async () => {
  await db().deleteFrom("webhook_health").execute();
});

test("the gauge tells how long ago a delivery was kept; never is NaN", async () => {
  expect(await gauge("patientcare_zoom_webhook_last_delivery_seconds")).toBeNaN();
  await lastAt("delivery", 30);
  expect(await gauge("patientcare_zoom_webhook_last_delivery_seconds")).toBeGreaterThanOrEqual(1_799);
  expect((await send()).status).toBe(200);
  await eventually(async () => {
    expect(await gauge("patientcare_zoom_webhook_last_delivery_seconds")).toBeLessThan(60);
    expect(await gauge('patientcare_zoom_webhook_success_seconds{secret="1"}')).toBeLessThan(60);
  });
});

test("each secret has its own last success, by its place", async () => {
  await send(secondSecret);
  await eventually(async () =>
    expect(await gauge('patientcare_zoom_webhook_success_seconds{secret="2"}')).toBeLessThan(60),
  );
  expect(await gauge('patientcare_zoom_webhook_success_seconds{secret="1"}')).toBeNaN();
  const keys = [...(await health()).keys()].join(" ");
  expect(keys).not.toContain(secondSecret);
});

test("an answered validation of the address is remembered", async () => {
  const body = JSON.stringify({
    event: "endpoint.url_validation",
    event_ts: 1,
    payload: { plainToken: "xys8n8PGS7mAU0m5-YJjRA" },
  });
  expect((await inbox.send(body, signed(body))).status).toBe(200);
  await eventually(async () =>
    expect(await gauge("patientcare_zoom_webhook_url_validation_seconds")).toBeLessThan(60),
  );
  expect(await reported()).toEqual([]);
  await lastAt("validation", 79 * 60);
  expect(await reported()).toEqual([]);
  await lastAt("validation", 81 * 60);
  expect(await reported()).toEqual(["warn validation-overdue"]);
  expect(await reported()).toEqual([]);
  await lastAt("validation", 0);
  expect(await reported()).toEqual(["info validation-overdue"]);
  expect(await reported()).toEqual([]);
});

describe("silence", () => {
  test("without visits is none; while one runs it is told once, by one process, and its end too", async () => {
    await lastAt("delivery", 20);
    expect(await reported()).toEqual([]);
    const visit = await bookVisit(inbox.app);
    await receive(inbox.app, deliveryBody(visit, { kind: "started", session: "first", minute: 1 }));
    await apply(inbox.app);
    await lastAt("delivery", 14);
    expect(await reported()).toEqual([]);
    await lastAt("delivery", 16);
    expect(await reported()).toEqual(["warn silent"]);
    expect(await reported()).toEqual([]);
    await lastAt("delivery", 0);
    expect(await reported()).toEqual(["info silent"]);
    expect(await reported()).toEqual([]);
    await lastAt("delivery", 16);
    expect(await reported()).toEqual(["warn silent"]);
    await receive(inbox.app, deliveryBody(visit, { kind: "ended", session: "first", minute: 2 }));
    await apply(inbox.app);
    await lastAt("delivery", 17);
    expect(await reported()).toEqual([]);
  });

  test("is noticed where nothing was ever delivered, by those who went through their links", async () => {
    const visit = await bookVisit(inbox.app);
    const service = await inbox.app.as("service");
    const { url } = await service.links.get({ meetingId: visit.meetingId, role: "participant" });
    expect((await fetch(url, { method: "POST", redirect: "manual" })).status).toBe(303);
    expect(await reported()).toEqual([]);
    const redirects = db().selectFrom("access_log").where("meeting_id", "=", visit.meetingId);
    const redirect = await redirects
      .selectAll()
      .where("action", "=", "links.redirect")
      .executeTakeFirstOrThrow();
    await db()
      .insertInto("access_log")
      .values({ ...redirect, id: randomUUID(), at: minutesFromNow(-11) })
      .execute();
    expect(await reported()).toEqual(["warn silent"]);
  });
});

describe("a rotation gone wrong", () => {
  test("is told when signatures are refused and none held since, and its end when one holds", async () => {
    await lastAt("delivery", 5);
    await lastAt("secret:of-before", 5);
    expect((await send("another-secret")).status).toBe(401);
    await eventually(async () => expect((await health()).has("refused")).toBe(true));
    expect(await reported()).toEqual(["warn signatures-refused"]);
    expect(await reported()).toEqual([]);
    await send();
    await eventually(async () => {
      const success = [...(await health())].filter(([key]) => key.startsWith("secret:"));
      expect(success).toHaveLength(2);
    });
    expect(await reported()).toEqual(["info signatures-refused"]);
  });

  test("is not a stranger's request beside good ones, nor one that does not look like Zoom's", async () => {
    await lastAt("delivery", 0);
    await send();
    await send("another-secret");
    const body = aDelivery();
    await inbox.send(body, { "x-zm-signature": "v0=1", "x-zm-request-timestamp": "1" });
    await eventually(async () => expect((await health()).has("refused")).toBe(true));
    expect(await reported()).toEqual([]);
    await db().deleteFrom("webhook_health").execute();
    await inbox.send(body, { "x-zm-signature": "v0=1", "x-zm-request-timestamp": "1" });
    await send();
    await eventually(async () => expect((await health()).has("delivery")).toBe(true));
    expect((await health()).has("refused")).toBe(false);
  });
});
