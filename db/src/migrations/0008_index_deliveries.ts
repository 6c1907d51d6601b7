import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index webhook_deliveries_to_purge on webhook_deliveries (received_at)
    where state in ('unmatched', 'stored')`.execute(db);
}
