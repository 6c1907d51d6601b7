import { Client } from "pg";

export interface Cell {
  /** schema.table.column */
  column: string;
  value: string;
}

/** Every value of every row of every table that is not PostgreSQL's own, as text; bytes as hex. */
export async function dumpDatabase(databaseUrl: string): Promise<Cell[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(
      "select table_schema as schema, table_name as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')",
    );
    const cells: Cell[] = [];
    for (const { schema, name } of tables) {
      const { rows } = await client.query<{ key: string; value: string }>(
        `select e.key, e.value from ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)} t, jsonb_each_text(to_jsonb(t)) e where e.value is not null`,
      );
      cells.push(...rows.map(({ key, value }) => ({ column: `${schema}.${name}.${key}`, value })));
    }
    return cells;
  } finally {
    await client.end();
  }
}
