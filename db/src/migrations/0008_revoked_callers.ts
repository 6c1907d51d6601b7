import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table revoked_callers (
      clinic_id text not null default 'default',
      kind text not null check (kind in ('sub', 'jti')),
      value text not null,
      revoked_at timestamptz not null default clock_timestamp(),
      primary key (clinic_id, kind, value)
    )`.execute(db);
}
