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

/**
 * Adds keys that are not stored yet; of a stored one only that it encrypts from now on. One process at a time decides which:
 * two that begin at once with different keys would else both believe to be the first.
 */
export const storeNewKeyChecks = (
  db: Db,
  choose: (stored: readonly StoredKeyCheck[]) => readonly StoredKeyCheck[],
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('key checks', 0))`.execute(trx);
    const added = choose(await readKeyChecks(trx));
    if (added.length === 0) return;
    await trx
      .insertInto("key_checks")
      .values([...added])
      .onConflict((conflict) =>
        conflict
          .columns(["purpose", "key_id"])
          .doUpdateSet({ has_encrypted: true })
          .where("excluded.has_encrypted", "=", true)
          .whereRef("key_checks.check_value", "=", "excluded.check_value"),
      )
      .execute();
  });
