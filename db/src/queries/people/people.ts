import { type Insertable, sql, type Updateable } from "kysely";
import type { Db } from "../../client.ts";
import type { Owner } from "../../ownership.ts";
import type { Database, PersonKey, PersonRow, Readable } from "../../schema.ts";
import { personKey, unsealableOrNull } from "./person-keys.ts";

/** A person with their key, and what is sealed under it. */
export interface KnownPersonRow extends Omit<PersonRow, "name" | "email"> {
  name: Readable | null;
  email: Readable | null;
  key: PersonKey | null;
}

const selectPersons = (db: Db) =>
  db
    .selectFrom("persons")
    .select(["id", "clinic_id", "external_id", "email_hash", "name_hash", "created_at", "updated_at"])
    .select([
      unsealableOrNull("persons.name").as("name"),
      unsealableOrNull("persons.email").as("email"),
      personKey("persons.id").as("key"),
    ]);

export const findPersonByExternalId = (db: Db, externalId: string): Promise<KnownPersonRow | undefined> =>
  selectPersons(db).where("external_id", "=", externalId).executeTakeFirst();

/** The person known by this e-mail and this name, or by the e-mail alone; somebody with an id at the platform is found by that. */
export const findPersonByEmailHash = (
  db: Db,
  emailHashes: readonly Buffer[],
  nameHashes: readonly Buffer[] | null,
): Promise<KnownPersonRow | undefined> =>
  selectPersons(db)
    .where("email_hash", "in", emailHashes)
    .where((where) =>
      nameHashes === null ? where("name_hash", "is", null) : where("name_hash", "in", nameHashes),
    )
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

export const findPerson = (db: Db, id: string): Promise<KnownPersonRow> =>
  selectPersons(db).where("id", "=", id).executeTakeFirstOrThrow();

/** With their data key. False when another transaction made the same person meanwhile. */
export async function insertPerson(
  db: Db,
  person: Insertable<Database["persons"]>,
  { keyId, wrapped }: { keyId: string; wrapped: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .with("made", (query) =>
      query
        .insertInto("persons")
        .values(person)
        .onConflict((conflict) => conflict.doNothing())
        .returning("id"),
    )
    .insertInto("person_keys")
    .columns(["person_id", "key_id", "wrapped"])
    .expression((query) =>
      query
        .selectFrom("made")
        .select([
          "id",
          sql<string>`${keyId}::text`.as("key_id"),
          sql<string>`${wrapped}::text`.as("wrapped"),
        ]),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

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
