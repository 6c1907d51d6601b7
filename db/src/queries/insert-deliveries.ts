import { sql } from "kysely";
import type { Db } from "../client.ts";
import type { DeliveryRow } from "../schema.ts";

export type ReceivedDelivery = Pick<
  DeliveryRow,
  "id" | "body_hash" | "likeness" | "zoom_meeting_id" | "event" | "event_ts" | "account_id" | "body" | "state"
>;

/**
 * Puts deliveries into the inbox together, each once: the same bytes again change nothing. One that says the same
 * as an earlier one in other bytes is marked `duplicate_of`, wherever the earlier one is: in the inbox, or beside it
 * in this call (the smaller id came first). Returns the ids of those that are new.
 *
 * They go in sorted by their key: two callers with overlapping sets then wait for one another, and never deadlock.
 */
export async function insertDeliveries(
  db: Db,
  deliveries: readonly ReceivedDelivery[],
): Promise<Set<string>> {
  const rows = [...deliveries].sort((one, other) => one.body_hash.compare(other.body_hash));
  const originals = originalsAmong(deliveries);
  const inserted = await sql<{ id: string }>`/* prepare insert_deliveries */
    insert into webhook_deliveries
      (id, body_hash, likeness, zoom_meeting_id, event, event_ts, account_id, body, state, duplicate_of)
    select given.id, given.body_hash, given.likeness, given.zoom_meeting_id, given.event, given.event_ts,
      given.account_id, given.body, given.state,
      coalesce(
        (select earlier.id from webhook_deliveries earlier
          where earlier.likeness = given.likeness and earlier.duplicate_of is null limit 1),
        given.original)
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.body_hash)}::bytea[],
      ${rows.map((row) => row.likeness)}::bytea[], ${rows.map((row) => row.zoom_meeting_id)}::text[],
      ${rows.map((row) => row.event)}::text[], ${rows.map((row) => row.event_ts)}::bigint[],
      ${rows.map((row) => row.account_id)}::text[], ${rows.map((row) => row.body)}::text[],
      ${rows.map((row) => row.state)}::text[], ${rows.map((row) => originals.get(row.id) ?? null)}::uuid[]
    ) with ordinality as given
      (id, body_hash, likeness, zoom_meeting_id, event, event_ts, account_id, body, state, original, number)
    order by given.number
    on conflict (body_hash) do nothing
    returning id`.execute(db);
  return new Set(inserted.rows.map(({ id }) => id));
}

/** For each that says what an earlier one beside it says: that one's id. */
function originalsAmong(deliveries: readonly ReceivedDelivery[]): Map<string, string> {
  const firsts = new Map<string, string>();
  const originals = new Map<string, string>();
  for (const { id, likeness } of deliveries.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    const key = likeness.toString("latin1");
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, id);
    else originals.set(id, first);
  }
  return originals;
}
