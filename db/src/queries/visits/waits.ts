import { type Insertable, type SqlBool, sql, type Transaction } from "kysely";
import type { Database } from "../../schema.ts";

// A statement takes 65 535 values.
const maxAtOnce = 2_000;

/** The columns that better facts change. */
const computed = [
  "participant_id",
  "person_no",
  "seen_as",
  "recognised_by",
  "counts",
  "began_at",
  "ended_at",
] as const satisfies (keyof Database["waits"])[];

const columnsOf = (table: string) => sql.join(computed.map((column) => sql.ref(`${table}.${column}`)));

/** Writes what is known of waits, as far as it is new. */
export async function saveWaits(
  trx: Transaction<Database>,
  waits: readonly Insertable<Database["waits"]>[],
): Promise<void> {
  for (let from = 0; from < waits.length; from += maxAtOnce) {
    await trx
      .insertInto("waits")
      .values(waits.slice(from, from + maxAtOnce))
      .onConflict((conflict) =>
        conflict
          .columns(["meeting_id", "wait_key"])
          .doUpdateSet(Object.fromEntries(computed.map((column) => [column, sql.ref(`excluded.${column}`)])))
          .where(sql<SqlBool>`(${columnsOf("waits")}) is distinct from (${columnsOf("excluded")})`),
      )
      .execute();
  }
}
