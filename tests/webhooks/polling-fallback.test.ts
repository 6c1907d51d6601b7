import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { addEarlierAccess } from "../visit/as-if-earlier.ts";
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
});

test("visits that have run for ten minutes are counted: those that are known to run, and those that somebody went in to", async () => {
  const running = () => gauge("patientcare_zoom_visits_running");
  expect(await running()).toBe(0);
  const visit = await bookVisit(inbox.app);
  await receive(inbox.app, deliveryBody(visit, { kind: "started", session: "first", minute: 1 }));
  await apply(inbox.app);
  expect(await running()).toBe(1);
  await receive(inbox.app, deliveryBody(visit, { kind: "ended", session: "first", minute: 2 }));
  await apply(inbox.app);
  expect(await running()).toBe(0);

  const other = await bookVisit(inbox.app);
  const service = await inbox.app.as("service");
  const { url } = await service.links.get({ meetingId: other.meetingId, role: "participant" });
  expect((await fetch(url, { method: "POST", redirect: "manual" })).status).toBe(303);
  expect(await running()).toBe(0);
  const redirects = db().selectFrom("access_log").where("meeting_id", "=", other.meetingId);
  const redirect = await redirects
    .selectAll()
    .where("action", "=", "links.redirect")
    .executeTakeFirstOrThrow();
  await addEarlierAccess(db(), { ...redirect, at: minutesFromNow(-11) });
  expect(await running()).toBe(1);
});

test("a refused signature is noted where the request looks like Zoom's under another secret, else not", async () => {
  const refused = () => gauge("patientcare_zoom_webhook_refused_seconds");
  const body = aDelivery();
  await inbox.send(body, { "x-zm-signature": "v0=1", "x-zm-request-timestamp": "1" });
  await send();
  await eventually(async () => expect((await health()).has("delivery")).toBe(true));
  expect(await refused()).toBeNaN();
  expect((await send("another-secret")).status).toBe(401);
  await eventually(async () => expect(await refused()).toBeLessThan(60));
});
