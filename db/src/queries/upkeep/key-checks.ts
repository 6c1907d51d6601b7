import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { NewKeyCheck } from "../../schema.ts";

export type StoredKeyCheck = Pick<NewKeyCheck, "purpose" | "key_id" | "check_value" | "has_encrypted">;

/** The check values of all keys that the data was ever written with; none before the role may read them. */
export async function readKeyChecks(db: Db): Promise<StoredKeyCheck[]> {
  const { rows } = await sql`
    select from pg_class where oid = to_regclass('key_checks') and has_table_privilege(oid, 'select')`.execute(
    db,
  );
  if (rows.length === 0) return [];
  return db
    .selectFrom("key_checks")
    .select(["purpose", "key_id", "check_value", "has_encrypted"])
    .orderBy("key_id")
    .execute();
}

/** Adds keys that are not stored yet; of a stored one only that it encrypts from now on. */
export async function storeKeyChecks(db: Db, checks: readonly StoredKeyCheck[]): Promise<void> {
  await db
    .insertInto("key_checks")
    .values([...checks])
    .onConflict((conflict) =>
      conflict
        .columns(["purpose", "key_id"])
        .doUpdateSet({ has_encrypted: true })
        .where("excluded.has_encrypted", "=", true)
        .whereRef("key_checks.check_value", "=", "excluded.check_value"),
    )
    .execute();
}
