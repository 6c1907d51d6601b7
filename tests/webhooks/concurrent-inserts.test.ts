import { randomBytes, randomUUID } from "node:crypto";
import {
  claimWaitingDeliveries,
  createDatabase,
  type Encrypted,
  insertDeliveries,
  type ReceivedDelivery,
} from "@patientcare/zoom-db";
import { createDeliveryStore } from "@patientcare/zoom-server/operations/deliveries/store-deliveries.ts";
import { expect, test } from "vitest";
import { anEmptyDatabase } from "../db/an-empty-database.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { sizeOf } from "../support/size.ts";

let rowsMade = 0;
/** Ids that come one after the other, as the service makes them. */
const nextId = () => `01890000-0000-7000-8000-${String(++rowsMade).padStart(12, "0")}`;

const aHash = () => randomBytes(32).toString("hex");

const aRow = (change: Partial<ReceivedDelivery> = {}): ReceivedDelivery => ({
  id: nextId(),
  body_hash: aHash(),
  content_key: aHash(),
  zoom_meeting_id: "98765432100",
  event: "meeting.started",
  event_ts: 1_720_705_455_858,
  account_id: "account",
  body: `k1.${randomBytes(90).toString("base64url")}` as Encrypted,
  state: "received",
  ...change,
});

test("a row that the database refuses fails alone, and its neighbours are kept", async () => {
  await using empty = await anEmptyDatabase();
  const track = createDeliveryStore(empty.db, () => {});
  const good = Array.from({ length: 40 }, () => aRow());
  const bad = [aRow({ event: "a NUL \0" }), aRow({ event_ts: 1e300 }), aRow({ id: "no uuid" })];
  const rows = [...good.slice(0, 7), ...bad.slice(0, 2), ...good.slice(7), ...bad.slice(2)];
  const outcomes = await Promise.allSettled(rows.map(track));
  expect(rows.filter((_, index) => outcomes[index]?.status === "rejected")).toEqual(bad);
  const kept = await empty.db.selectFrom("webhook_deliveries").select("id").orderBy("id").execute();
  expect(kept.map(({ id }) => id)).toEqual(good.map(({ id }) => id));
});

test("copies that come together are kept once, and only what is new wakes the worker", async () => {
  await using empty = await anEmptyDatabase();
  let woken = 0;
  const track = createDeliveryStore(empty.db, () => woken++);
  const [body_hash, content_key] = [aHash(), aHash()];
  // The first to come need not have the smallest id: within a millisecond ids are random.
  const copies = Array.from({ length: 30 }, () => aRow({ body_hash, content_key })).reverse();
  await Promise.all(copies.map(track));
  expect(woken).toBe(1);
  await track(aRow({ body_hash }));
  expect(woken).toBe(1);
  expect(await empty.db.selectFrom("webhook_deliveries").select("id").execute()).toHaveLength(1);
});

test("of those that say the same, whatever their keys, the first is the original: together or one after the other", async () => {
  await using empty = await anEmptyDatabase();
  for (let round = 0; round < 10; round++) {
    const content_key = aHash();
    const alike = Array.from({ length: 4 }, () => aRow({ content_key }));
    const later = Array.from({ length: 2 }, () => aRow({ content_key }));
    await insertDeliveries(empty.db, [...alike, aRow()].reverse());
    await insertDeliveries(empty.db, later);
    const rows = await empty.db
      .selectFrom("webhook_deliveries")
      .select(["id", "duplicate_of"])
      .where("content_key", "=", Buffer.from(content_key, "hex"))
      .orderBy("id")
      .execute();
    const [first] = alike;
    expect(rows.map(({ duplicate_of }) => duplicate_of)).toEqual([null, ...Array(5).fill(first?.id)]);
  }
});

test("callers with the same deliveries in opposite order never deadlock", {
  timeout: sizeOf({ full: 300_000, everyday: 30_000 }),
}, async () => {
  const database = await createTestDatabase();
  const pools = [createDatabase(database.url), createDatabase(database.url)];
  try {
    for (let round = 0; round < sizeOf({ full: 900, everyday: 12 }); round++) {
      const rows = Array.from({ length: 400 }, () => aRow());
      const inserted = await Promise.all(
        pools.map((db, index) =>
          insertDeliveries(
            db,
            (index === 0 ? rows : rows.toReversed()).map((row) => ({ ...row, id: randomUUID() })),
          ),
        ),
      );
      expect(inserted.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
    }
  } finally {
    await Promise.all(pools.map((db) => db.destroy()));
    await database.drop();
  }
});

test("a delivery that says what another one says is kept at once while the worker holds that one", async () => {
  await using empty = await anEmptyDatabase();
  const content_key = aHash();
  const original = aRow({ content_key });
  await insertDeliveries(empty.db, [original]);
  await empty.db.transaction().execute(async (trx) => {
    expect(await claimWaitingDeliveries(trx, { without: [], max: { oldest: 1, inAll: 9 } })).toHaveLength(1);
    expect(await insertDeliveries(empty.db, [aRow({ content_key })])).toBe(1);
  });
});
