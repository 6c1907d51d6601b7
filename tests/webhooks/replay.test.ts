import { createDatabase, type Db } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { list } from "../../scripts/webhooks/list.ts";
import { replay } from "../../scripts/webhooks/replay.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import {
  apply,
  type BookedVisit,
  bookVisit,
  deliveryBody,
  receive,
  type VisitDelivery,
} from "./booked-visit.ts";
import { tracesOf } from "./traces-of.ts";

let app: OpenApp;
let db: Db;
let visit: BookedVisit;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
  db = app.server.deps.db;
  await app.zoom.control.drop(true);
});
beforeEach(async () => {
  await sql`truncate webhook_deliveries`.execute(db);
  visit = await bookVisit(app);
  for (const each of delivered) await receive(app, deliveryBody(visit, each));
  await receive(app, deliveryBody({ ...visit, zoomMeetingId: "11111111111" }, started));
  await receive(app, deliveryBody(visit, started).replace("meeting.started", "recording.completed"));
  await apply(app);
});
afterAll(() => app.close());

const host = { stay: "16778240", name: "Dr. Ada", host: true };
const sam = { stay: "16779264", name: "Sam", email: people.patient.email };
const started: VisitDelivery = { kind: "started", session: "first", minute: 1 };
const delivered: VisitDelivery[] = [
  started,
  { kind: "participant_joined", session: "first", minute: 1, person: host },
  { kind: "participant_joined", session: "first", minute: 3, person: sam },
  { kind: "participant_left", session: "first", minute: 14, person: sam },
  { kind: "ended", session: "first", minute: 15 },
];

const all = { limit: Number.POSITIVE_INFINITY };
const states = async (): Promise<string[]> =>
  JSON.parse(await list(db, {}, { limit: 50, json: true })).map(
    ({ event, state }: { event: string; state: string }) => `${event} ${state}`,
  );
const asApplied = [
  "recording.completed stored",
  "meeting.started unmatched",
  ...delivered.map(({ kind }) => `meeting.${kind} applied`).reverse(),
];

/** Every row of what deliveries change, but when it was last written. */
async function stateTables() {
  const tables = [
    "zoom_meetings",
    "meeting_sessions",
    "attendances",
    "appointments",
    "meeting_events",
    "zoom_references",
  ];
  const rows = tables.map((table) =>
    sql<{ row: string }>`
      select (to_jsonb(t) - 'updated_at')::text as row from ${sql.table(table)} t order by 1`.execute(db),
  );
  return (await Promise.all(rows)).map((result) => result.rows);
}

test("replaying everything changes nothing that stands", async () => {
  const before = await stateTables();
  expect(await replay(db, {}, all)).toBe(asApplied.length);
  expect((await states()).every((state) => state.endsWith(" received"))).toBe(true);
  await apply(app);
  expect(await stateTables()).toEqual(before);
  expect(await states()).toEqual(asApplied);
});

test("while a replay waits, the visit is judged by all that is known", async () => {
  const before = await tracesOf(app, visit);
  expect(before).toMatchObject({ status: "ended", outcome: "held" });
  await replay(db, { event: "meeting.participant_joined" }, all);
  const other = createDatabase(app.databaseUrl, { maxConnections: 1 });
  try {
    await other.transaction().execute(async (trx) => {
      // Another worker holds them.
      await sql`select from webhook_deliveries where event = 'meeting.participant_joined' for update`.execute(
        trx,
      );
      await receive(app, deliveryBody(visit, started, 1));
      await apply(app);
      expect(await tracesOf(app, visit)).toEqual(before);
    });
  } finally {
    await other.destroy();
  }
});

test("what was parked is applied once its reason is gone", async () => {
  await sql`
    update webhook_deliveries set state = 'parked', tries = 10, error = 'Unreadable'
    where event = 'meeting.ended'`.execute(db);
  expect(await replay(db, { failed: true }, all)).toBe(1);
  await apply(app);
  expect(await states()).toEqual(asApplied);
  expect(await replay(db, { failed: true }, all)).toBe(0);
});

test("a replay is narrowed by time, event and number", async () => {
  expect(await replay(db, { since: new Date(Date.now() + 60_000) }, all)).toBe(0);
  expect(await replay(db, { event: "meeting.started", since: new Date(Date.now() - 60_000) }, all)).toBe(2);
  expect(await replay(db, {}, { limit: 3 })).toBe(3);
});
