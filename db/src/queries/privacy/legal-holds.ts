import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { Sealed } from "../../schema.ts";

/** SQL: whether a legal hold stands on the person with this id. */
export const isHeldSql = (personId: string): string =>
  `exists (select from legal_holds h where h.person_id = ${personId} and h.released_at is null)`;

/** False when one stands already. */
export async function placeHold(
  db: Db,
  hold: { id: string; person_id: string; reason: Sealed },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("legal_holds")
    .values(hold)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export const standingHold = (
  db: Db,
  personId: string,
): Promise<{ id: string; placed_at: Date } | undefined> =>
  db
    .selectFrom("legal_holds")
    .select(["id", "placed_at"])
    .where("person_id", "=", personId)
    .where("released_at", "is", null)
    .executeTakeFirst();

/** False when another process released it meanwhile. */
export async function releaseHold(db: Db, id: string, reason: Sealed): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("legal_holds")
    .set({ released_at: sql`clock_timestamp()`, release_reason: reason })
    .where("id", "=", id)
    .where("released_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
