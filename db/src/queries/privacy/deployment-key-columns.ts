import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, Encrypted } from "../../schema.ts";

type MayBeEncrypted<Value> = string extends Value ? false : Encrypted extends Value ? true : false;
type EncryptedColumn<Table extends keyof Database> = {
  [Column in keyof Selectable<Database[Table]>]: MayBeEncrypted<
    NonNullable<Selectable<Database[Table]>[Column]>
  > extends true
    ? Column
    : never;
}[keyof Selectable<Database[Table]>];
type EncryptedColumns = {
  [Table in keyof Database as EncryptedColumn<Table> extends never ? never : Table]: Record<
    EncryptedColumn<Table>,
    string
  >;
};

/** Every column that holds text under the deployment's key, with the record that its encryption names. */
const encryptedColumns = {
  appointments: { incoming: "appointments", base: "appointments" },
  zoom_meetings: {
    topic: "zoom_meetings",
    host_url: "zoom_meetings",
    join_url: "zoom_meetings",
    password: "zoom_meetings",
  },
  zoom_meetings_archive: {
    topic: "zoom_meetings",
    host_url: "zoom_meetings",
    join_url: "zoom_meetings",
    password: "zoom_meetings",
  },
  join_links: { token: "join_links" },
  join_links_archive: { token: "join_links" },
  webhook_deliveries: { body: "webhook_deliveries" },
  webhook_deliveries_archive: { body: "webhook_deliveries" },
  idempotency_keys: { result: "idempotency_keys" },
} satisfies EncryptedColumns;

export interface KeyColumn {
  table: string;
  /** Its unique name of a row, as the encryption knows it. */
  id: "id" | "key_id" | "key_hash";
  column: string;
  record: string;
}

/** Where the deployment's key encrypts: columns, and the data keys of persons. */
export const deploymentKeyColumns: readonly KeyColumn[] = [
  { table: "person_keys", id: "key_id", column: "wrapped", record: "person_keys" },
  ...Object.entries(encryptedColumns).flatMap(([table, columns]) =>
    Object.entries(columns).map(
      ([column, record]): KeyColumn => ({
        table,
        id: table === "idempotency_keys" ? "key_hash" : "id",
        column,
        record,
      }),
    ),
  ),
];

const idText = ({ id }: KeyColumn) =>
  id === "key_hash" ? sql<string>`encode(key_hash, 'hex')` : sql<string>`${sql.ref(id)}::text`;
const idColumn = ({ id }: KeyColumn) => ({
  ref: sql.ref(id),
  given: (text: string) =>
    id === "key_hash" ? sql`decode(${text}, 'hex')` : id === "id" ? sql`${text}::uuid` : sql`${text}`,
});

/** Values of a column that another key than this one encrypts, by their ids. */
export async function valuesUnderOtherKeys(
  db: Db,
  place: KeyColumn,
  { keyId, after, limit }: { keyId: string; after: string | null; limit: number },
): Promise<{ id: string; value: string }[]> {
  const { ref, given } = idColumn(place);
  const column = sql.ref(place.column);
  const { rows } = await sql<{ id: string; value: string }>`
    select ${idText(place)} as id, ${column} as value from ${sql.table(place.table)}
    where ${column} not like '@%' and split_part(${column}, '.', 1) <> ${keyId}
      ${after === null ? sql`` : sql`and ${ref} > ${given(after)}`}
    order by ${ref} limit ${limit}`.execute(db);
  return rows;
}

/** Puts values in the place of those that were read, where nobody changed them meanwhile. Returns how many it were. */
export async function replaceValues(
  db: Db,
  place: KeyColumn,
  values: readonly { id: string; before: string; after: string }[],
): Promise<number> {
  if (values.length === 0) return 0;
  const column = sql.ref(place.column);
  const { numAffectedRows } = await sql`
    update ${sql.table(place.table)} t set ${column} = v.after
    from unnest(${values.map(({ id }) => id)}::text[], ${values.map(({ before }) => before)}::text[],
      ${values.map(({ after }) => after)}::text[]) v (id, before, after)
    where ${
      place.id === "key_hash"
        ? sql`t.key_hash = decode(v.id, 'hex')`
        : place.id === "id"
          ? sql`t.id = v.id::uuid`
          : sql`t.key_id = v.id`
    } and t.${column} = v.before`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** How many values of a column each key encrypts. */
export async function countByKey(db: Db, place: KeyColumn): Promise<{ keyId: string; count: number }[]> {
  const column = sql.ref(place.column);
  const { rows } = await sql<{ keyId: string; count: number }>`
    select split_part(${column}, '.', 1) as "keyId", count(*)::integer as count from ${sql.table(place.table)}
    where ${column} not like '@%' group by 1 order by 1`.execute(db);
  return rows;
}

/** No value is left that only this key decrypts: the service may start without it. */
export async function forgetEncryptionKeys(db: Db, exceptKeyIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .deleteFrom("key_checks")
    .where("purpose", "=", "encryption")
    .where("key_id", "not in", exceptKeyIds)
    .returning("key_id")
    .execute();
  return rows.map(({ key_id }) => key_id).sort();
}
