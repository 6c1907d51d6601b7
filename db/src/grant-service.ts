import { sql } from "kysely";
import type { Db } from "./client.ts";

/** Tables that the service may add to and never change: their owner protects them. */
const appendOnly = ["access_log", "access_chain", "access_heads"] as const;
/** Tables that only migrations write. */
const readOnly = ["kysely_migration", "kysely_migration_lock"] as const;

/** The role that a connection has. */
export async function readRole(db: Db): Promise<string> {
  const { rows } = await sql<{ role: string }>`select current_user::text as role`.execute(db);
  return rows[0]?.role ?? "";
}

/** Grants the role of the service what it needs of the owner's tables, and takes back what it must not have. */
export async function grantService(owner: Db, role: string): Promise<void> {
  const service = sql.ref(role);
  await owner.transaction().execute(async (trx) => {
    // Replicas that start together would change the same rows of PostgreSQL's catalogue, and all but one would fail.
    await sql`select pg_advisory_xact_lock(hashtext('grant_service'))`.execute(trx);
    const { rows } = await sql<{ schema: string }>`select current_schema()::text as schema`.execute(trx);
    const schema = sql.ref(rows[0]?.schema ?? "public");
    await sql`grant usage on schema ${schema} to ${service}`.execute(trx);
    await sql`grant select, insert, update, delete on all tables in schema ${schema} to ${service}`.execute(
      trx,
    );
    await sql`grant usage, select on all sequences in schema ${schema} to ${service}`.execute(trx);
    await sql`revoke truncate, references, trigger on all tables in schema ${schema} from ${service}`.execute(
      trx,
    );
    for (const table of appendOnly)
      await sql`revoke update, delete on ${sql.table(table)} from ${service}`.execute(trx);
    await sql`revoke update on meeting_events from ${service}`.execute(trx);
    for (const table of readOnly)
      await sql`revoke insert, update, delete on ${sql.table(table)} from ${service}`.execute(trx);
  });
}

/** Whether the role of this connection could change the access log: by a grant, as a superuser, or through its owner. */
export async function mayRewriteAccessLog(db: Db): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select bool_or(pg_has_role(c.relowner, 'member')
      or has_table_privilege(c.oid, 'update, delete, truncate, trigger')
      or has_any_column_privilege(c.oid, 'update')) as may
    from pg_class c where c.oid = any(${[...appendOnly]}::text[]::regclass[])`.execute(db);
  return rows[0]?.may ?? true;
}
