import { type Selectable, sql } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, Encrypted, Readable, Sealed } from "../../schema.ts";
import { unsealableOrNull } from "../people/person-keys.ts";

type KeyRow = Selectable<Database["idempotency_keys"]>;
type Named = Pick<KeyRow, "key_hash">;

/** Holds a key while its call runs; the lease says which run of it this is. */
export interface HeldKey extends Named {
  lease: string;
}

const leaseEnd = sql<Date>`clock_timestamp() + interval '60 seconds'`;
const expiry = sql<Date>`clock_timestamp() + interval '24 hours'`;

/**
 * Takes a key that is new, that has expired, or whose call with the same input was given up: undefined when somebody
 * else has it.
 */
export const acquireKey = (
  db: Db,
  { key_hash, procedure, input_hash }: Pick<KeyRow, "key_hash" | "procedure" | "input_hash">,
): Promise<HeldKey | undefined> =>
  db
    .insertInto("idempotency_keys")
    .values({ key_hash, procedure, input_hash, lease_until: leaseEnd, expires_at: expiry })
    .onConflict((conflict) =>
      conflict
        .column("key_hash")
        .doUpdateSet({
          input_hash,
          lease_until: leaseEnd,
          meeting_id: null,
          result: null,
          created_at: sql<Date>`clock_timestamp()`,
          expires_at: expiry,
        })
        .where((where) =>
          where.or([
            where("idempotency_keys.expires_at", "<=", sql<Date>`clock_timestamp()`),
            where.and([
              where("idempotency_keys.lease_until", "<=", sql<Date>`clock_timestamp()`),
              where("idempotency_keys.input_hash", "=", input_hash),
            ]),
          ]),
        ),
    )
    .returning(["key_hash", sql<string>`lease_until::text`.as("lease")])
    .executeTakeFirst();

export type KnownKey = Pick<KeyRow, "input_hash" | "meeting_id"> & {
  result: Readable | null;
  /** How long the call that holds the key may still take; null when it has ended. */
  seconds_left: number | null;
};

export const selectKey = (db: Db, { key_hash }: Named): Promise<KnownKey | undefined> =>
  db
    .selectFrom("idempotency_keys")
    .select([
      "input_hash",
      "meeting_id",
      unsealableOrNull("result").as("result"),
      sql<number | null>`ceil(extract(epoch from lease_until - clock_timestamp()))::int`.as("seconds_left"),
    ])
    .where("key_hash", "=", key_hash)
    .executeTakeFirst();

/** Keeps what the call was answered, unless another run has taken the key over. */
export async function storeResult(
  db: Db,
  { key_hash, lease }: HeldKey,
  kept: { result: Encrypted | Sealed; meeting_id: string | null },
): Promise<void> {
  await db
    .updateTable("idempotency_keys")
    .set({ ...kept, lease_until: null })
    .where("key_hash", "=", key_hash)
    .where("lease_until", "=", sql<Date>`${lease}::timestamptz`)
    .execute();
}

/** As if the call had never been made; unless another run has taken the key over. */
export async function deleteKey(db: Db, { key_hash, lease }: HeldKey): Promise<void> {
  await db
    .deleteFrom("idempotency_keys")
    .where("key_hash", "=", key_hash)
    .where("lease_until", "=", sql<Date>`${lease}::timestamptz`)
    .execute();
}

/** Deletes keys whose day is over; those that somebody else holds are left for the next time. */
export async function deleteExpiredKeys(db: Db, limit: number): Promise<void> {
  await db
    .deleteFrom("idempotency_keys")
    .where("key_hash", "in", (query) =>
      query
        .selectFrom("idempotency_keys")
        .select("key_hash")
        .where("expires_at", "<=", sql<Date>`clock_timestamp()`)
        .orderBy("expires_at")
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .execute();
}
