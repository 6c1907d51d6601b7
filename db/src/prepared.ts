import { CompiledQuery, type Kysely, type QueryResult, type RawBuilder } from "kysely";
import type { Database } from "./schema.ts";

const names = new Map<string, string>();

/** The name under which a statement's text is prepared; undefined for all others. */
export const preparedName = (text: string): string | undefined => names.get(text);

/**
 * Executes a statement that PostgreSQL plans once per connection, under `name`. It must list its columns: a prepared
 * `select *` fails after a migration.
 */
export function executePrepared<Row>(
  db: Kysely<Database>,
  { name, text, values }: { name: string; text: string; values: readonly unknown[] },
): Promise<QueryResult<Row>> {
  names.set(text, name);
  return db.executeQuery<Row>(CompiledQuery.raw(text, [...values]));
}

/** {@link executePrepared} for a statement of kysely's `sql`; its text must not depend on its values. */
export function executePreparedSql<Row>(
  db: Kysely<Database>,
  name: string,
  statement: RawBuilder<Row>,
): Promise<QueryResult<Row>> {
  const compiled = statement.compile(db);
  names.set(compiled.sql, name);
  return db.executeQuery<Row>(compiled);
}
