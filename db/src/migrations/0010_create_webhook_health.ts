import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_health (
      key text primary key,
      at timestamptz not null
    )`.execute(db);
}
