import { createDatabase, type Db, lockZoomId, makeCurrent } from "@patientcare/zoom-db";
import { purgeDeliveries } from "@patientcare/zoom-server/operations/deliveries/purge-deliveries.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { apply, type BookedVisit, bookVisit, deliveryBody, receive } from "./booked-visit.ts";

// The tolerance of 7 200 s, Zoom's last retry after 85 minutes, and 300 s that clocks may differ.
const keptSeconds = 7_200 + 85 * 60 + 300;

let app: OpenApp;
let db: Db;
let visit: BookedVisit;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
  db = app.server.deps.db;
  await app.zoom.control.drop(true);
  visit = await bookVisit(app);
});
beforeEach(() => sql`truncate webhook_deliveries`.execute(db));
afterAll(() => app.close());

const foreign = (zoomMeetingId: string): BookedVisit => ({ ...visit, zoomMeetingId });
const started = { kind: "started", session: "first", minute: 1 } as const;
const hear = (of: BookedVisit, copy = 0) => receive(app, deliveryBody(of, started, copy));
const age = (seconds: number) =>
  sql`update webhook_deliveries set received_at = clock_timestamp() - make_interval(secs => ${seconds})`.execute(
    db,
  );
const left = async () =>
  (
    await db.selectFrom("webhook_deliveries").select("zoom_meeting_id").orderBy("zoom_meeting_id").execute()
  ).map((row) => row.zoom_meeting_id);
const purge = () => purgeDeliveries(app.server.deps);

test("news of no meeting of ours is deleted once it cannot come again, and not before", async () => {
  await hear(foreign("11111111111"));
  await receive(app, JSON.stringify({ event: "recording.cloud_storage_usage_updated", payload: {} }));
  await apply(app);
  await age(keptSeconds - 60);
  expect(await purge()).toBe(0);
  await age(keptSeconds + 1);
  expect(await purge()).toBe(2);
  expect(await left()).toEqual([]);
});

test("news of a meeting of ours is kept, also of one that was archived", async () => {
  await hear(visit);
  await receive(app, deliveryBody(visit, started).replace("meeting.started", "meeting.alert"));
  await archiveReference("22222222222");
  await hear(foreign("22222222222"));
  await apply(app);
  const states = await db
    .selectFrom("webhook_deliveries")
    .select(["event", "state"])
    .orderBy("received_at")
    .execute();
  expect(states).toEqual([
    { event: "meeting.started", state: "applied" },
    { event: "meeting.alert", state: "stored" },
    { event: "meeting.started", state: "stored" },
  ]);
  await age(keptSeconds + 1);
  expect(await purge()).toBe(0);
});

test("what waits to be applied, and what is parked, is kept", async () => {
  await hear(foreign("11111111111"));
  await age(keptSeconds + 1);
  expect(await purge()).toBe(0);
  await sql`update webhook_deliveries set state = 'parked', error = 'Unreadable'`.execute(db);
  expect(await purge()).toBe(0);
});

test("a delivery that others say again goes after them", async () => {
  await hear(foreign("11111111111"));
  await hear(foreign("11111111111"), 2);
  await apply(app);
  await age(keptSeconds + 1);
  expect(await purge()).toBe(1);
  expect(await purge()).toBe(1);
  expect(await left()).toEqual([]);
});

test("an id that is just found to be ours keeps its news", async () => {
  for (const id of ["33333333333", "44444444444"]) await hear(foreign(id));
  await apply(app);
  await age(keptSeconds + 1);
  const other = createDatabase(app.databaseUrl, { maxConnections: 1 });
  try {
    await other.transaction().execute(async (trx) => {
      await lockZoomId(trx, "33333333333");
      // It does not wait for who is about to say so, and leaves that id alone.
      expect(await purge()).toBe(1);
      expect(await left()).toEqual(["33333333333"]);
      await sql`update zoom_references set state = 'deleted' where meeting_id = ${visit.meetingId}`.execute(
        trx,
      );
      await makeCurrent(trx, {
        zoom_meeting_id: "33333333333",
        meeting_id: visit.meetingId,
        generation: 2,
        host: "host@clinic.example",
      });
    });
    expect(await purge()).toBe(0);
    expect(await left()).toEqual(["33333333333"]);
  } finally {
    await other.destroy();
  }
});

async function archiveReference(zoomMeetingId: string): Promise<void> {
  const { zoom_meeting_id: _, ...reference } = await db
    .selectFrom("zoom_references")
    .selectAll()
    .limit(1)
    .executeTakeFirstOrThrow();
  await db
    .insertInto("zoom_references_archive")
    .values({ ...reference, zoom_meeting_id: zoomMeetingId, state: "deleted" })
    .execute();
}
