import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // In the order in which the inbox is worked off: a backlog is not sorted anew for each delivery taken.
  await sql`drop index webhook_deliveries_waiting`.execute(db);
  await sql`
    create index webhook_deliveries_waiting on webhook_deliveries (tries, received_at)
    where state = 'received'`.execute(db);
  await sql`
    create index webhook_deliveries_to_purge on webhook_deliveries (received_at)
    where state in ('unmatched', 'stored')`.execute(db);
}
