import type { Insertable, Transaction, Updateable } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, PersonRow } from "../../schema.ts";

export const findPersonByExternalId = (db: Db, externalId: string): Promise<PersonRow | undefined> =>
  db.selectFrom("persons").selectAll().where("external_id", "=", externalId).executeTakeFirst();

/** The person known by this e-mail alone; somebody with an id at the platform is found by that. */
export const findPersonByEmailHash = (db: Db, emailHash: Buffer): Promise<PersonRow | undefined> =>
  db
    .selectFrom("persons")
    .selectAll()
    .where("email_hash", "=", emailHash)
    .where("external_id", "is", null)
    .executeTakeFirst();

export const findPerson = (db: Db, id: string): Promise<PersonRow> =>
  db.selectFrom("persons").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

/** False when another transaction made the same person meanwhile. */
export async function insertPerson(db: Db, person: Insertable<Database["persons"]>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("persons")
    .values(person)
    .onConflict((conflict) => conflict.doNothing())
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

/** The participant stays, with their link; another row describes the same human now. */
export async function renameParticipant(
  trx: Transaction<Database>,
  participantId: string,
  personId: string,
): Promise<void> {
  await trx
    .updateTable("participants")
    .set({ person_id: personId })
    .where("id", "=", participantId)
    .where("person_id", "<>", personId)
    .execute();
}
