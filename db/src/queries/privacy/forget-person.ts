import { sql, type Transaction } from "kysely";
import type { Database } from "../../schema.ts";

const places = ["", "_archive"] as const;

interface Forgotten {
  personId: string;
  keyId: string;
  meetingIds: readonly string[];
  zoomIds: readonly string[];
}

/**
 * Takes away what is known of a person beside their key: names, addresses, bodies of deliveries about their visits and
 * answers that are kept for repeats. Their links are dead.
 */
export async function forgetPerson(
  trx: Transaction<Database>,
  { personId, keyId, meetingIds, zoomIds }: Forgotten,
): Promise<void> {
  for (const place of places) {
    await sql`
      update ${sql.table(`join_links${place}`)} l set revoked_at = clock_timestamp()
      from ${sql.table(`participants${place}`)} t
      where t.id = l.participant_id and t.person_id = ${personId}::uuid and l.revoked_at is null`.execute(
      trx,
    );
    await sql`
      update ${sql.table(`participants${place}`)} set name = null, email = null, interprets = null, language = null
      where person_id = ${personId}::uuid and num_nonnulls(name, email, interprets, language) > 0`.execute(
      trx,
    );
    await sql`
      update ${sql.table(`webhook_deliveries${place}`)} set body = null,
        state = case when state = 'received' then 'stored' else state end
      where zoom_meeting_id = any(${zoomIds}::text[]) and split_part(body, '.', 1) = ${keyId}`.execute(trx);
  }
  await sql`delete from idempotency_keys where meeting_id = any(${meetingIds}::uuid[])`.execute(trx);
  await sql`
    update persons set name = null, email = null, email_hash = null, name_hash = null, external_id = null,
      updated_at = clock_timestamp() where id = ${personId}::uuid`.execute(trx);
}

/** From here on nobody can read what the key had sealed, in this database or in a copy that is older. */
export async function destroyKey(
  trx: Transaction<Database>,
  personId: string,
  erasedIdHash: Buffer,
): Promise<void> {
  await trx
    .updateTable("person_keys")
    .set({
      wrapped: null,
      destroyed_at: sql`coalesce(destroyed_at, clock_timestamp())`,
      erased_id_hash: erasedIdHash,
    })
    .where("person_id", "=", personId)
    .execute();
}

/** Persons whose key was destroyed, and of whom an older copy of the tables brought something back. */
export async function returnedPersons(
  trx: Transaction<Database>,
  limit: number,
): Promise<{ id: string; keyId: string; externalId: string | null }[]> {
  return trx
    .selectFrom("persons as p")
    .innerJoin("person_keys as k", "k.person_id", "p.id")
    .select(["p.id", "k.key_id as keyId", "p.external_id as externalId"])
    .where("k.destroyed_at", "is not", null)
    .where((where) =>
      where.or([
        where("p.external_id", "is not", null),
        where("p.email_hash", "is not", null),
        where("p.name_hash", "is not", null),
      ]),
    )
    .limit(limit)
    .execute();
}
