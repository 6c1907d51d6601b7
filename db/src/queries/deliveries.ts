import { sql, type Transaction } from "kysely";
import type { Db } from "../client.ts";
import type { Database, DeliveryRow, NewDelivery } from "../schema.ts";

/**
 * Puts a delivery into the inbox, once: the same bytes again change nothing. One that says the same in other
 * bytes is marked `duplicate_of`. Returns false for the same bytes.
 */
export async function insertDelivery(db: Db, delivery: NewDelivery): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("webhook_deliveries")
    .values({
      ...delivery,
      // Locked: one that goes into the archive at this moment is waited for, and then counts as not there.
      duplicate_of: sql<string | null>`(
        select id from webhook_deliveries where likeness = ${delivery.likeness} order by received_at limit 1
        for key share)`,
    })
    .onConflict((conflict) => conflict.column("body_hash").doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** The oldest waiting delivery that no other worker holds, with all that wait for the same Zoom meeting. */
export async function takeWaitingDeliveries(trx: Transaction<Database>): Promise<DeliveryRow[]> {
  const oldest = await trx
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("state", "=", "received")
    .orderBy("tries")
    .orderBy("received_at")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!oldest?.zoom_meeting_id) return oldest ? [oldest] : [];
  const others = await trx
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("state", "=", "received")
    .where("zoom_meeting_id", "=", oldest.zoom_meeting_id)
    .where("id", "<>", oldest.id)
    .limit(200)
    .forUpdate()
    .skipLocked()
    .execute();
  return [oldest, ...others];
}

export async function markDeliveries(
  trx: Transaction<Database>,
  ids: readonly string[],
  state: DeliveryRow["state"],
): Promise<void> {
  await trx
    .updateTable("webhook_deliveries")
    .set({ state, applied_at: state === "applied" ? sql`clock_timestamp()` : null, error: null })
    .where("id", "in", ids)
    .execute();
}

/** Counts a failed try; after `mostTries` the delivery is parked and waits for an operator. */
export async function recordFailedTry(
  db: Db,
  ids: readonly string[],
  error: string,
  mostTries: number,
): Promise<void> {
  await db
    .updateTable("webhook_deliveries")
    .set({
      tries: sql`tries + 1`,
      error,
      state: sql`case when tries + 1 >= ${mostTries} then 'parked' else state end`,
    })
    .where("id", "in", ids)
    .where("state", "=", "received")
    .execute();
}

/** Lets deliveries that came before we knew their meeting be applied now. */
export async function requeueUnmatched(trx: Transaction<Database>, zoomMeetingId: string): Promise<void> {
  await trx
    .updateTable("webhook_deliveries")
    .set({ state: "received" })
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("state", "=", "unmatched")
    .execute();
}

/** Everything applied that was ever told about a meeting of ours, under any of its Zoom ids. */
export const deliveriesAbout = (
  db: Db,
  meetingId: string,
): Promise<Pick<DeliveryRow, "id" | "event" | "event_ts" | "body" | "received_at">[]> =>
  db
    .selectFrom("webhook_deliveries")
    .innerJoin("zoom_references", "zoom_references.zoom_meeting_id", "webhook_deliveries.zoom_meeting_id")
    .select([
      "webhook_deliveries.id",
      "webhook_deliveries.event",
      "webhook_deliveries.event_ts",
      "webhook_deliveries.body",
      "webhook_deliveries.received_at",
    ])
    .where("zoom_references.meeting_id", "=", meetingId)
    .where("webhook_deliveries.state", "=", "applied")
    .execute();
