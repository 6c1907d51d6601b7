import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { Readable } from "../../schema.ts";
import { unsealable } from "../people/person-keys.ts";

export interface HashedEmail {
  id: string;
  email: Readable;
  email_hash: Buffer;
}

/** Persons with an address, by id. */
export async function hashedEmails(
  db: Db,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<HashedEmail[]> {
  const { rows } = await sql<HashedEmail>`
    select id, ${unsealable("persons.email")} as email, email_hash from persons
    where email is not null and email_hash is not null and id > ${afterId}::uuid
    order by id limit ${limit}`.execute(db);
  return rows;
}

/** Puts another hash in the place of the one that was read, where it is still the same. False: it is not. */
export async function replaceEmailHash(
  db: Db,
  { id, before, after }: { id: string; before: Buffer; after: Buffer },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("persons")
    .set({ email_hash: after })
    .where("id", "=", id)
    .where("email_hash", "=", before)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
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
