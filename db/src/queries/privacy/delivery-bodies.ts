import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, Readable } from "../../schema.ts";
import { unsealable } from "../people/person-keys.ts";

type DeliveryTable = "webhook_deliveries" | "webhook_deliveries_archive";
export const deliveryTables = ["webhook_deliveries", "webhook_deliveries_archive"] as const;

export interface StoredBody {
  id: string;
  body: Readable;
}

/** Bodies that no patient's key seals, by id. */
export async function unsealedBodies(
  db: Db,
  table: DeliveryTable,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<StoredBody[]> {
  const { rows } = await sql<StoredBody>`
    select id, body from ${sql.table(table)}
    where body not like '@%' and id > ${afterId}::uuid order by id limit ${limit}`.execute(db);
  return rows;
}

/** Bodies about these Zoom meetings that another key than this one seals. */
export async function bodiesUnderOtherKeys(
  trx: Transaction<Database>,
  table: DeliveryTable,
  zoomIds: readonly string[],
  keyId: string,
): Promise<StoredBody[]> {
  const { rows } = await sql<StoredBody>`
    select id, ${unsealable("body")} as body from ${sql.table(table)}
    where zoom_meeting_id = any(${zoomIds}::text[]) and split_part(body, '.', 1) <> ${keyId}`.execute(trx);
  return rows;
}

/** What was received stays known, what it said does not. One that waits still will have no effect. */
export async function forgetBodies(db: Db, table: DeliveryTable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update ${sql.table(table)} set body = null, state = case when state = 'received' then 'stored' else state end
    where id = any(${ids}::uuid[])`.execute(db);
}
