import { type Insertable, sql, type Updateable } from "kysely";
import type { Db } from "../../client.ts";
import type { Owner } from "../../ownership.ts";
import type { Database, PersonRow } from "../../schema.ts";

export const findPersonByExternalId = (db: Db, externalId: string): Promise<PersonRow | undefined> =>
  db.selectFrom("persons").selectAll().where("external_id", "=", externalId).executeTakeFirst();

/** The person known by this e-mail and this name, or by the e-mail alone; somebody with an id at the platform is found by that. */
export const findPersonByEmailHash = (
  db: Db,
  emailHash: Buffer,
  nameHash: Buffer | null,
): Promise<PersonRow | undefined> =>
  db
    .selectFrom("persons")
    .selectAll()
    .where("email_hash", "=", emailHash)
    .where("name_hash", nameHash === null ? "is" : "=", nameHash)
    .where("external_id", "is", null)
    .executeTakeFirst();

/**
 * The hash of a person's e-mail where it says whose a visit is: they have no id at the platform, and nobody else uses
 * the address on this side of visits.
 */
export async function findEmailProof(
  db: Db,
  side: Owner["side"],
  { external_id, email_hash }: Pick<PersonRow, "external_id" | "email_hash">,
): Promise<Buffer | null> {
  if (external_id !== null || email_hash === null) return null;
  const { rows } = await sql<{ proof: Buffer | null }>`
    select unshared_email(${side}, ${email_hash}) as proof`.execute(db);
  return rows[0]?.proof ?? null;
}

export const findPerson = (db: Db, id: string): Promise<PersonRow> =>
  db.selectFrom("persons").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

/** Undefined when another transaction made the same person meanwhile. */
export const insertPerson = (
  db: Db,
  person: Insertable<Database["persons"]>,
): Promise<PersonRow | undefined> =>
  db
    .insertInto("persons")
    .values(person)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();

export async function updatePerson(
  db: Db,
  id: string,
  change: Updateable<Database["persons"]>,
): Promise<void> {
  await db
    .updateTable("persons")
    .set({ ...change, updated_at: new Date() })
    .where("id", "=", id)
    .execute();
}
