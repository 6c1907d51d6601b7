import {
  type Db,
  insertDeliveries,
  isCrossed,
  isOfOneRow,
  type ReceivedDelivery,
} from "@patientcare/zoom-db";
import { batchCalls } from "../../batch-calls.ts";

const maxInFlight = 2;
const maxTogether = 500;
// Bounds the memory while the database is stalled; beyond it Zoom is asked to send again at once.
const maxWaiting = 2_000;

/** Puts a delivery into the inbox; durable when it resolves. Bytes that are there already change nothing. */
export type StoreDelivery = (delivery: ReceivedDelivery) => Promise<void>;

type Failed = { failure: unknown };

/**
 * Deliveries that come at the same time go into the inbox in one statement: one commit acknowledges them all. `onNew` is
 * called after each that brought something new.
 */
export function createDeliveryStore(db: Db, onNew: () => void): StoreDelivery {
  const store = batchCalls((deliveries: ReceivedDelivery[]) => insertApart(db, deliveries, onNew), {
    maxInFlight,
    maxItems: maxTogether,
    maxWaiting,
  });
  return async (delivery) => {
    const failed = await store(delivery);
    if (failed) throw failed.failure;
  };
}

/** A batch that the database refuses because of one row is halved until that row fails alone. */
async function insertApart(
  db: Db,
  deliveries: readonly ReceivedDelivery[],
  onNew: () => void,
): Promise<(Failed | null)[]> {
  try {
    const inserted = await insertTwice(db, deliveries);
    if (inserted > 0) onNew();
    return deliveries.map(() => null);
  } catch (failure) {
    if (!isOfOneRow(failure)) throw failure;
    if (deliveries.length === 1) return [{ failure }];
    const middle = deliveries.length >> 1;
    const one = await insertApart(db, deliveries.slice(0, middle), onNew);
    const other = await insertApart(db, deliveries.slice(middle), onNew);
    return [...one, ...other];
  }
}

/** Once more after a deadlock, or after what a row refers to as its original was purged in between. */
async function insertTwice(db: Db, deliveries: readonly ReceivedDelivery[]): Promise<number> {
  try {
    return await insertDeliveries(db, deliveries);
  } catch (error) {
    if (!isCrossed(error)) throw error;
    return insertDeliveries(db, deliveries);
  }
}
