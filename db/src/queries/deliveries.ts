import { sql, type Transaction } from "kysely";
import type { Db } from "../client.ts";
import type { Database, DeliveryRow } from "../schema.ts";

/**
 * The oldest waiting delivery that no other worker holds, with all that wait for the same Zoom meeting; those named
 * are left out.
 */
export async function takeWaitingDeliveries(
  trx: Transaction<Database>,
  { without }: { without: readonly string[] },
): Promise<DeliveryRow[]> {
  const oldest = await trx
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("state", "=", "received")
    .where("id", "<>", sql<string>`all(${without}::uuid[])`)
    .orderBy("tries")
    .orderBy("received_at")
    .limit(1)
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!oldest?.zoom_meeting_id) return oldest ? [oldest] : [];
  const others = await trx
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("state", "=", "received")
    .where("zoom_meeting_id", "=", oldest.zoom_meeting_id)
    .where("id", "<>", oldest.id)
    .where("id", "<>", sql<string>`all(${without}::uuid[])`)
    .limit(200)
    .forNoKeyUpdate()
    .skipLocked()
    .execute();
  return [oldest, ...others];
}

export async function markDeliveries(
  trx: Transaction<Database>,
  ids: readonly string[],
  state: DeliveryRow["state"],
): Promise<void> {
  if (ids.length === 0) return;
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

/** The deliveries named, as far as they wait still and no other worker holds them. */
export const takeTheseDeliveries = (
  trx: Transaction<Database>,
  ids: readonly string[],
): Promise<DeliveryRow[]> =>
  trx
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("id", "in", ids)
    .where("state", "=", "received")
    .forNoKeyUpdate()
    .skipLocked()
    .execute();

/**
 * Everything applied that was ever told about a meeting of ours, under any of its Zoom ids. What is replayed still
 * counts while it waits: else the visit would be judged by half of what is known.
 */
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
    .where((where) =>
      where.or([
        where("webhook_deliveries.state", "=", "applied"),
        where("webhook_deliveries.applied_at", "is not", null),
      ]),
    )
    .execute();
