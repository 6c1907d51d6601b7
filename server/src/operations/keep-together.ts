import {
  type Db,
  insertDeliveries,
  isCrossed,
  isOfOneRow,
  type ReceivedDelivery,
} from "@patientcare/zoom-db";
import { batchCalls } from "../batch-calls.ts";

const mostInFlight = 2;
const mostTogether = 500;
// What a stalled database may hold in memory; beyond it Zoom is asked to send again at once.
const mostWaiting = 2_000;

/** Puts a delivery into the inbox; durable when it resolves. False for bytes that are there already. */
export type KeepDelivery = (delivery: ReceivedDelivery) => Promise<boolean>;

type Outcome = { isNew: boolean } | { failure: unknown };

/** Deliveries that come at the same time go into the inbox in one statement: one commit acknowledges them all. */
export function keepTogether(db: Db): KeepDelivery {
  const keep = batchCalls((deliveries: ReceivedDelivery[]) => insertOnce(db, deliveries), {
    mostInFlight,
    mostItems: mostTogether,
    mostWaiting,
  });
  return async (delivery) => {
    const outcome = await keep(delivery);
    if ("failure" in outcome) throw outcome.failure;
    return outcome.isNew;
  };
}

/** Copies that came together are sent to the database once; all of them hear how it went. */
async function insertOnce(db: Db, deliveries: readonly ReceivedDelivery[]): Promise<Outcome[]> {
  const firsts = new Map<string, ReceivedDelivery>();
  const keys = deliveries.map((delivery) => {
    const key = delivery.body_hash.toString("latin1");
    if (!firsts.has(key)) firsts.set(key, delivery);
    return key;
  });
  const outcomes = await insertApart(db, [...firsts.values()]);
  return deliveries.map((delivery, index) => {
    const first = firsts.get(keys[index] ?? "") ?? delivery;
    const outcome = outcomes.get(first.id) ?? { failure: new Error("A delivery was lost in its batch") };
    return "isNew" in outcome ? { isNew: outcome.isNew && first === delivery } : outcome;
  });
}

/** What the database refuses because of one row is halved until that row fails alone. */
async function insertApart(db: Db, deliveries: readonly ReceivedDelivery[]): Promise<Map<string, Outcome>> {
  try {
    const inserted = await insertTwice(db, deliveries);
    return new Map(deliveries.map(({ id }) => [id, { isNew: inserted.has(id) }]));
  } catch (failure) {
    if (!isOfOneRow(failure)) throw failure;
    if (deliveries.length === 1) return new Map(deliveries.map(({ id }) => [id, { failure }]));
    const middle = deliveries.length >> 1;
    const one = await insertApart(db, deliveries.slice(0, middle));
    const other = await insertApart(db, deliveries.slice(middle));
    return new Map([...one, ...other]);
  }
}

/** Once more after a deadlock, or after what a row refers to as its original was purged in between. */
async function insertTwice(db: Db, deliveries: readonly ReceivedDelivery[]): Promise<Set<string>> {
  try {
    return await insertDeliveries(db, deliveries);
  } catch (error) {
    if (!isCrossed(error)) throw error;
    return insertDeliveries(db, deliveries);
  }
}
