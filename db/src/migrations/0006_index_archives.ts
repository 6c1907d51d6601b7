import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // A foreign key looks here for every row that leaves the table it refers to.
  await sql`create index attendances_by_participant on attendances (participant_id)`.execute(db);
  await sql`create index join_links_by_participant on join_links (participant_id)`.execute(db);
  await sql`
    create index webhook_deliveries_by_original on webhook_deliveries (duplicate_of)
    where duplicate_of is not null`.execute(db);

  await sql`create index on join_links_archive (token_hash)`.execute(db);
  await sql`
    create index zoom_references_archive_due on zoom_references_archive (next_attempt_at)
    where state = 'deleting'`.execute(db);
}
