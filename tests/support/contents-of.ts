import { Client } from "pg";

/**
 * Every row of our own tables as text; what was written between two looks differs. The worker brings the statistics and
 * the chain over the access log up to date by itself: they are left out.
 */
export async function contentsOf(databaseUrl: string): Promise<Record<string, string[]>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema = 'public' and table_name not like 'statistics%' and table_name not in ('access_chain', 'access_heads') order by 1",
    );
    const contents: Record<string, string[]> = {};
    for (const { name } of rows) {
      const found = await client.query<{ row: string }>(`select t::text as row from ${name} t order by 1`);
      contents[name] = found.rows.map(({ row }) => row);
    }
    return contents;
  } finally {
    await client.end();
  }
}
