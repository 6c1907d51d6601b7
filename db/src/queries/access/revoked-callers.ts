import type { Db } from "../../client.ts";
import type { RevokedCallerRow } from "../../schema.ts";

type RevokedCaller = Pick<RevokedCallerRow, "kind" | "value">;

/** The latest first. */
export const readRevokedCallers = (db: Db): Promise<Omit<RevokedCallerRow, "clinic_id">[]> =>
  db
    .selectFrom("revoked_callers")
    .select(["kind", "value", "revoked_at"])
    .orderBy("revoked_at", "desc")
    .execute();

/** False for one that was revoked before. */
export async function insertRevokedCaller(db: Db, caller: RevokedCaller): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("revoked_callers")
    .values(caller)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** False for one that is not revoked. */
export async function deleteRevokedCaller(db: Db, { kind, value }: RevokedCaller): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("revoked_callers")
    .where("kind", "=", kind)
    .where("value", "=", value)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
