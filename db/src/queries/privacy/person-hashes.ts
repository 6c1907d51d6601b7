import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { Readable } from "../../schema.ts";
import { unsealableOrNull } from "../people/person-keys.ts";

export interface Hashes {
  email_hash: Buffer | null;
  name_hash: Buffer | null;
}

export interface HashedPerson extends Hashes {
  id: string;
  email: Readable | null;
  name: Readable | null;
}

/** Persons who are found by a hash, by id. */
export async function hashedPersons(
  db: Db,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<HashedPerson[]> {
  const { rows } = await sql<HashedPerson>`
    select id, ${unsealableOrNull("persons.email")} as email, ${unsealableOrNull("persons.name")} as name, email_hash,
      name_hash from persons
    where num_nonnulls(email_hash, name_hash) > 0 and id > ${afterId}::uuid
    order by id limit ${limit}`.execute(db);
  return rows;
}

/** Puts other hashes in the place of those that were read, where they are still the same. False: they are not. */
export async function replaceHashes(db: Db, id: string, before: Hashes, after: Hashes): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("persons")
    .set(after)
    .where("id", "=", id)
    .where("email_hash", "is not distinct from", before.email_hash)
    .where("name_hash", "is not distinct from", before.name_hash)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** All who use an address are found by the same hash of it: else nobody could tell that they share it. */
export async function moveEmailHash(db: Db, before: Buffer, after: Buffer): Promise<void> {
  await db.updateTable("persons").set({ email_hash: after }).where("email_hash", "=", before).execute();
}

/** Nothing is found by these index keys any more: the service may start without them. */
export async function forgetIndexKeys(db: Db, exceptKeyId: string): Promise<number> {
  const rows = await db
    .deleteFrom("key_checks")
    .where("purpose", "=", "index")
    .where("key_id", "<>", exceptKeyId)
    .returning("key_id")
    .execute();
  return rows.length;
}
