import { takeRateToken } from "@patientcare/zoom-db";
import { evaluateDue } from "@patientcare/zoom-server/operations/visits/evaluate-due.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { ago } from "../visit/follow.ts";
import { bookedLongAgo } from "../visit/signals-of.ts";
import { apply, type BookedVisit, bookVisit, deliveryBody, receive } from "./booked-visit.ts";

// Without a worker each step is taken by the test alone; nothing of what happens at Zoom is delivered.
let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
  await app.zoom.control.drop(true);
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.server.deps.db.deleteFrom("webhook_health").execute();
  await app.zoom.control.clearFaults();
  await app.zoom.control.clearCalls();
});

async function aSilentVisit(): Promise<BookedVisit> {
  const visit = await bookVisit(app);
  await bookedLongAgo(app, { id: visit.meetingId });
  return visit;
}
/** They met for three minutes, ten minutes ago. */
async function meet({ zoomMeetingId }: BookedVisit): Promise<void> {
  const { control } = app.zoom;
  await control.start(zoomMeetingId, ago(13 * 60));
  await control.join(zoomMeetingId, { name: "Sam", email: people.patient.email, ...ago(12 * 60) });
  await control.end(zoomMeetingId, ago(10 * 60));
}
const clockComesBy = ({ meetingId }: BookedVisit) => evaluateDue(app.server.deps, meetingId);
const rowOf = ({ meetingId }: BookedVisit) =>
  app.server.deps.db
    .selectFrom("zoom_meetings")
    .select(["status", "outcome", "zoom_checked_at", "evaluate_at"])
    .where("id", "=", meetingId)
    .executeTakeFirstOrThrow();
const askedFor = async ({ zoomMeetingId }: BookedVisit) =>
  (await app.zoom.control.calls()).filter(({ path }) => path.includes(`/past_meetings/${zoomMeetingId}`));

test("a visit whose deliveries were all lost is found at Zoom long before its window closes", async () => {
  const visit = await aSilentVisit();
  await meet(visit);
  await clockComesBy(visit);
  expect(await rowOf(visit)).toMatchObject({ status: "ended", outcome: "held", zoom_checked_at: null });
});

test("a visit whose end was lost is found to be over", async () => {
  const visit = await aSilentVisit();
  const { uuid } = await app.zoom.control.start(visit.zoomMeetingId, ago(13 * 60));
  const body = deliveryBody(visit, { kind: "started", session: "first", minute: 7 });
  await receive(app, body.replace(`first of ${visit.zoomMeetingId}`, uuid));
  await apply(app);
  await app.server.deps.db
    .updateTable("webhook_deliveries")
    .set({ received_at: minutesFromNow(-6) })
    .where("zoom_meeting_id", "=", visit.zoomMeetingId)
    .execute();
  await app.zoom.control.end(visit.zoomMeetingId, ago(60));
  await bookedLongAgo(app, { id: visit.meetingId });
  expect(await rowOf(visit)).toMatchObject({ status: "started" });
  await clockComesBy(visit);
  expect(await rowOf(visit)).toMatchObject({ status: "scheduled" });
});

test("a visit that Zoom told of a moment ago is not asked for", async () => {
  const visit = await aSilentVisit();
  await receive(app, deliveryBody(visit, { kind: "started", session: "first", minute: 7 }));
  await apply(app);
  await bookedLongAgo(app, { id: visit.meetingId });
  await clockComesBy(visit);
  expect(await askedFor(visit)).toEqual([]);
  const { evaluate_at } = await rowOf(visit);
  expect(evaluate_at?.getTime()).toBeGreaterThan(Date.now() + 4 * 60_000);
});

test("while Zoom does not answer nothing changes, and it is asked again a minute later", async () => {
  const visit = await aSilentVisit();
  await meet(visit);
  const match = { method: "GET", path: `/past_meetings/${visit.zoomMeetingId}` };
  await app.zoom.control.addFault({ kind: "status", status: 503, times: -1, match });
  await clockComesBy(visit);
  expect((await askedFor(visit)).length).toBeGreaterThan(0);
  const { status, evaluate_at } = await rowOf(visit);
  expect(status).toBe("scheduled");
  expect(evaluate_at?.getTime()).toBeGreaterThan(Date.now());
  expect(evaluate_at?.getTime()).toBeLessThan(Date.now() + 61_000);
});

test("when all turns of this minute are taken, the visit waits for the next", async () => {
  const visit = await aSilentVisit();
  await app.server.deps.db
    .insertInto("webhook_health")
    .values({ key: "turn:poll", at: minutesFromNow(1) })
    .execute();
  await clockComesBy(visit);
  expect(await askedFor(visit)).toEqual([]);
});

test("all processes together take no more turns than there are", async () => {
  const { db } = app.server.deps;
  const turns = { everyMs: 3_600_000, burst: 5 };
  const taken = await Promise.all(Array.from({ length: 20 }, () => takeRateToken(db, "turn:test", turns)));
  expect(taken.filter(Boolean)).toHaveLength(5);
  expect(await takeRateToken(db, "turn:test", turns)).toBe(false);
});
