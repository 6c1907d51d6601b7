import { migrateToLatest } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { anEmptyDatabase } from "./an-empty-database.ts";
import { readSchemaTypes, type Tables } from "./read-schema-types.ts";

const typeOf: Record<string, string> = {
  _int4: "number[]",
  _text: "string[]",
  _uuid: "string[]",
  bool: "boolean",
  bytea: "Buffer",
  date: "Date",
  int4: "number",
  int8: "number",
  jsonb: "json",
  text: "string",
  timestamptz: "Date",
  tstzmultirange: "string",
  uuid: "string",
  xid8: "string",
};

/** Words that a check allows, in the order of the types' union; the type itself where there is none. */
const wordsOf = (type: string) => type.split(" | ").sort().join(" | ");

/** An archive takes whole rows: it has no defaults but the time of archiving. */
const hasDefault = (table: string, column: string, optional: boolean) =>
  optional && (!table.endsWith("_archive") || column === "archived_at");

test("the types of the tables and the migrated database say the same", async () => {
  await using database = await anEmptyDatabase();
  const { rows } = await sql<{
    table: string;
    column: string;
    nullable: boolean;
    optional: boolean;
    type: string;
    check: string | null;
  }>`
    select c.table_name as table, c.column_name as column, c.is_nullable = 'YES' as nullable,
      (c.column_default is not null or c.is_identity = 'YES') as optional, c.udt_name as type,
      (select pg_get_constraintdef(k.oid) from pg_constraint k
        where k.conrelid = format('public.%I', c.table_name)::regclass and k.contype = 'c'
          and array_length(k.conkey, 1) = 1
          and k.conkey[1] = c.ordinal_position and pg_get_constraintdef(k.oid) like '%ANY (ARRAY%' limit 1) as check
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'kysely%'
    order by 1, c.ordinal_position`.execute(database.db);
  const actual: Tables = {};
  for (const { table, column, nullable, optional, type, check } of rows) {
    const words = [...(check ?? "").matchAll(/'([^']+)'::text/g)].map(([, member]) => `"${member}"`);
    actual[table] ??= {};
    actual[table][column] = {
      nullable,
      optional: hasDefault(table, column, optional),
      type: words.length > 0 ? wordsOf(words.join(" | ")) : (typeOf[type] ?? type),
    };
  }
  const declared = Object.entries(readSchemaTypes()).map(([table, columns]) => {
    const comparable = Object.entries(columns).map(([name, { nullable, optional, type }]) => [
      name,
      { nullable, optional: hasDefault(table, name, optional), type: wordsOf(type.replace(/ \| null$/, "")) },
    ]);
    return [table, Object.fromEntries(comparable)];
  });
  expect(declared).toHaveLength(39);
  expect(actual).toEqual(Object.fromEntries(declared));
});

test("an archive holds the columns of its table in their order, and when they were put there", async () => {
  await using database = await anEmptyDatabase();
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select table_name as table, array_agg(column_name::text || ' ' || udt_name || ' ' || is_nullable
      order by ordinal_position) as columns
    from information_schema.columns where table_schema = 'public' group by 1`.execute(database.db);
  const columnsOf = new Map(rows.map(({ table, columns }) => [table, columns]));
  const archives = [...columnsOf.keys()].filter((table) => table.endsWith("_archive"));
  expect(archives).toHaveLength(11);
  for (const archive of archives) {
    const kept = columnsOf.get(archive.replace("_archive", ""));
    expect(columnsOf.get(archive)).toEqual([...(kept ?? []), "archived_at timestamptz NO"]);
  }
});

test("a database that another version migrated is refused in one sentence, and left as it is", async () => {
  await using database = await anEmptyDatabase();
  await sql`insert into kysely_migration (name, timestamp) values ('0010_create_webhook_health', '2026-01-01')`.execute(
    database.db,
  );
  await expect(migrateToLatest(database.db)).rejects.toThrow(
    /migrated by another version of this service \(0010_create_webhook_health\): .* delete the folder \.data/,
  );
});
