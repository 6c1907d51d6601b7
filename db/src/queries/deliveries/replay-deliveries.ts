import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, DeliveryRow, ReadDelivery } from "../../schema.ts";
import { unsealableOrNull } from "../people/person-keys.ts";

export interface DeliveryFilter {
  /** Received at or after it. */
  since?: Date | undefined;
  event?: string | undefined;
  /** Parked, or tried in vain so far. */
  failed?: boolean | undefined;
}

/** A delivery without what it says. */
export type DeliveryFacts = Omit<DeliveryRow, "body" | "body_hash" | "content_key" | "clinic_id">;

const facts = [
  "id",
  "received_at",
  "event",
  "event_ts",
  "state",
  "tries",
  "error",
  "zoom_meeting_id",
  "account_id",
  "duplicate_of",
  "applied_at",
] as const;

const fits =
  ({ since, event, failed }: DeliveryFilter) =>
  (where: ExpressionBuilder<Database, "webhook_deliveries">): Expression<SqlBool> =>
    where.and([
      ...(since ? [where("received_at", ">=", since)] : []),
      ...(event ? [where("event", "=", event)] : []),
      ...(failed ? [where("error", "is not", null)] : []),
    ]);

/** The newest first. */
export const listDeliveries = (db: Db, filter: DeliveryFilter, limit: number): Promise<DeliveryFacts[]> =>
  db
    .selectFrom("webhook_deliveries")
    .select(facts)
    .where(fits(filter))
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

export const findDelivery = (
  db: Db,
  id: string,
): Promise<(DeliveryFacts & Pick<ReadDelivery, "body">) | undefined> =>
  db
    .selectFrom("webhook_deliveries")
    .select(facts)
    .select(unsealableOrNull("body").as("body"))
    .where("id", "=", id)
    .executeTakeFirst();

export async function countDeliveries(db: Db, filter: DeliveryFilter): Promise<number> {
  const { count } = await db
    .selectFrom("webhook_deliveries")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where(fits(filter))
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Lets the next deliveries after `afterId` be applied once more, as if they had just come. What was applied before
 * counts meanwhile (`applied_at` stays). Returns the last id looked at, and how many were set back.
 */
export async function requeueDeliveries(
  db: Db,
  filter: DeliveryFilter,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<{ lastId: string | null; count: number }> {
  const chosen = await db
    .selectFrom("webhook_deliveries")
    .select("id")
    .where(fits(filter))
    // What it said may be forgotten by now.
    .where("body", "is not", null)
    .where("id", ">", afterId)
    .orderBy("id")
    .limit(limit)
    .execute();
  const ids = chosen.map(({ id }) => id);
  const lastId = ids.at(-1) ?? null;
  if (lastId === null) return { lastId, count: 0 };
  const { numUpdatedRows } = await db
    .updateTable("webhook_deliveries")
    .set({
      state: "received",
      tries: 0,
      error: null,
      applied_at: sql<Date | null>`case when state = 'applied' then coalesce(applied_at, received_at) else applied_at end`,
    })
    .where("id", "in", ids)
    .executeTakeFirst();
  return { lastId, count: Number(numUpdatedRows) };
}
