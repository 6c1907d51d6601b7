import type { Readable } from "@patientcare/zoom-db";
import type { Encryption } from "@patientcare/zoom-server/encryption.ts";
import { Client } from "pg";

type Row = Record<string, unknown>;
export type Dump = Record<string, Row[]>;

/** Every row of every table, as a dump holds it. */
export async function dumpTables(databaseUrl: string): Promise<Dump> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema = 'public'",
    );
    const dump: Dump = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: Row }>(`select to_jsonb(t) as row from "${name}" t`);
      dump[name] = rows.map(({ row }) => row);
    }
    return dump;
  } finally {
    await client.end();
  }
}

/** All that the keys open of a dump, and all that lies in it in clear, with its place in front. */
export function readableTexts(
  encryption: Encryption,
  dump: Dump,
  personKeys = dump.person_keys ?? [],
): string[] {
  const wrapped = new Map(personKeys.map((row) => [String(row.key_id), row.wrapped]));
  return Object.entries(dump).flatMap(([table, rows]) =>
    rows.flatMap((row) =>
      Object.entries(row).map(([column, value]) => {
        const text = typeof value === "string" ? value : JSON.stringify(value);
        return `${table}.${column}: ${text} ${opened(encryption, { table, column, row }, text, wrapped)}`;
      }),
    ),
  );
}

function opened(
  encryption: Encryption,
  { table, column, row }: { table: string; column: string; row: Row },
  text: string,
  wrapped: ReadonlyMap<string, unknown>,
): string {
  const keyId = text.slice(0, text.indexOf("."));
  const id = table === "idempotency_keys" ? String(row.key_hash).replace("\\x", "") : String(row.id);
  const place = { record: table.replace("_archive", ""), column, id };
  const key = wrapped.get(keyId);
  try {
    return encryption.unseal(place, (key ? `${text}~${key}` : text) as Readable) ?? "";
  } catch {
    return "";
  }
}
