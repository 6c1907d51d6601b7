import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { apply, type BookedVisit, bookVisit, deliveryBody, receive } from "./booked-visit.ts";

let app: OpenApp;
let visit: BookedVisit;
let other: BookedVisit;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
  await app.zoom.control.drop(true);
});
beforeEach(async () => {
  visit = await bookVisit(app);
  other = await bookVisit(app);
});
afterAll(() => app.close());

const inbox = ({ zoomMeetingId }: BookedVisit) =>
  app.server.deps.db
    .selectFrom("webhook_deliveries")
    .select(["id", "state", "tries"])
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .orderBy("received_at")
    .execute();

/** Changes a delivery's stored body, so that it can no longer be read. */
const spoil = async (of: BookedVisit) => {
  const [{ id } = { id: "" }] = await inbox(of);
  const { db } = app.server.deps;
  const { body } = await db
    .selectFrom("webhook_deliveries")
    .select("body")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  // Not its last character: that one holds bits that decoding drops.
  if (body === null) throw new Error("The delivery has no body");
  const spoilt = body.replace(/.(?=.{8}$)/, (one) => (one === "A" ? "B" : "A")) as typeof body;
  await db.updateTable("webhook_deliveries").set({ body: spoilt }).where("id", "=", id).execute();
};
const statusOf = async ({ meetingId }: BookedVisit) =>
  (await (await app.as("admin")).meetings.get({ meetingId })).status;
const started = (minute: number) => ({ kind: "started", session: `of ${minute}`, minute }) as const;

test("a delivery that cannot be read is tried ten times and parked; those with and after it are applied", async () => {
  await receive(app, deliveryBody(visit, started(1)));
  await spoil(visit);
  await receive(app, deliveryBody(visit, started(2)));
  await receive(app, deliveryBody(other, started(1)));
  await apply(app);
  expect(await statusOf(visit)).toBe("started");
  expect(await statusOf(other)).toBe("started");
  const [spoilt, good] = await inbox(visit);
  expect(spoilt).toMatchObject({ state: "received" });
  expect(good).toMatchObject({ state: "applied", tries: 0 });

  for (let tries = 0; tries < 10; tries += 1) await apply(app);
  expect(await inbox(visit)).toMatchObject([{ state: "parked", tries: 10 }, { state: "applied" }]);
  await receive(app, deliveryBody(visit, started(3)));
  await apply(app);
  expect((await inbox(visit)).map(({ state }) => state)).toEqual(["parked", "applied", "applied"]);
});

test("a delivery that cannot be applied holds up none of its meeting, nor of another", async () => {
  await sql`
    create or replace function refuse_poison() returns trigger language plpgsql as $$
    begin
      if new.effect_key like '%poison%' then raise exception 'poison'; end if;
      return new;
    end $$`.execute(app.server.deps.db);
  await sql`
    create trigger refuse_poison before insert on meeting_events
    for each row execute function refuse_poison()`.execute(app.server.deps.db);
  await receive(app, deliveryBody(visit, { kind: "started", session: "poison", minute: 1 }));
  await receive(app, deliveryBody(visit, started(2)));
  await receive(app, deliveryBody(other, started(1)));
  await apply(app);
  expect(await statusOf(visit)).toBe("started");
  expect(await statusOf(other)).toBe("started");
  expect(await inbox(visit)).toMatchObject([
    { state: "received", tries: 1 },
    { state: "applied", tries: 0 },
  ]);

  for (let tries = 1; tries < 10; tries += 1) {
    await receive(app, deliveryBody(visit, started(2 + tries)));
    await apply(app);
  }
  const [poison, ...good] = await inbox(visit);
  expect(poison).toMatchObject({ state: "parked", tries: 10 });
  expect(new Set(good.map(({ state }) => state))).toEqual(new Set(["applied"]));
});

test("a visit whose past news was altered holds up no other visit", async () => {
  await receive(app, deliveryBody(visit, started(1)));
  await apply(app);
  await spoil(visit);
  await receive(app, deliveryBody(visit, started(2)));
  for (let tries = 0; tries < 12; tries += 1) {
    await receive(app, deliveryBody(other, started(tries)));
    await apply(app);
  }
  expect(await inbox(visit)).toMatchObject([{ state: "applied" }, { state: "parked", tries: 10 }]);
  await apply(app);
  expect(new Set((await inbox(other)).map(({ state }) => state))).toEqual(new Set(["applied"]));
});
