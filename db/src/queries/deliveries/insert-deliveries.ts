import type { Db } from "../../client.ts";
import { executePrepared } from "../../prepared.ts";
import type { DeliveryRow, Encrypted, Sealed } from "../../schema.ts";

/** Hashes are hexadecimal. */
export type ReceivedDelivery = Pick<
  DeliveryRow,
  "id" | "zoom_meeting_id" | "event" | "event_ts" | "account_id" | "state"
> & { body: Encrypted | Sealed; body_hash: string; content_key: string };

/**
 * Puts deliveries into the inbox together, each once: the same bytes again change nothing. One that says the same
 * as an earlier one in other bytes is marked `duplicate_of`, wherever the earlier one is: in the inbox, or beside it
 * in this call (the smaller id came first). Returns how many are new.
 *
 * They go in sorted by their key: two callers with overlapping sets then wait for one another, and never deadlock.
 */
export async function insertDeliveries(db: Db, deliveries: readonly ReceivedDelivery[]): Promise<number> {
  const rows = deliveries.toSorted(
    // Of the same bytes the smallest id goes in: it is the one that its copies would refer to.
    (one, other) => compare(one.body_hash, other.body_hash) || compare(one.id, other.id),
  );
  const originals = originalsAmong(rows);
  const { numAffectedRows } = await executePrepared(db, {
    name: "insert_deliveries",
    text: insertSql,
    values: [
      rows.map(({ id }) => id),
      rows.map(({ body_hash }) => body_hash),
      rows.map(({ content_key }) => content_key),
      rows.map(({ zoom_meeting_id }) => zoom_meeting_id),
      rows.map(({ event }) => event),
      rows.map(({ event_ts }) => event_ts),
      rows.map(({ account_id }) => account_id),
      rows.map(({ body }) => body),
      rows.map(({ state }) => state),
      rows.map(({ id }) => originals.get(id) ?? null),
    ],
  });
  return Number(numAffectedRows ?? 0);
}

const insertSql = `
  insert into webhook_deliveries
    (id, body_hash, content_key, zoom_meeting_id, event, event_ts, account_id, body, state, duplicate_of)
  select given.id, decode(given.body_hash, 'hex'), decode(given.content_key, 'hex'), given.zoom_meeting_id, given.event,
    given.event_ts, given.account_id, given.body, given.state,
    coalesce(
      (select earlier.id from webhook_deliveries earlier
        where earlier.content_key = decode(given.content_key, 'hex') and earlier.duplicate_of is null limit 1),
      given.original)
  from unnest(
    $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[],
    $10::uuid[]
  ) with ordinality as given
    (id, body_hash, content_key, zoom_meeting_id, event, event_ts, account_id, body, state, original, number)
  order by given.number
  on conflict (body_hash) do nothing`;

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** For each that says what an earlier one beside it says: that one's id. */
function originalsAmong(deliveries: readonly ReceivedDelivery[]): Map<string, string> {
  const firsts = new Map<string, string>();
  const originals = new Map<string, string>();
  for (const { id, content_key } of deliveries.toSorted((one, other) => compare(one.id, other.id))) {
    const first = firsts.get(content_key);
    if (first === undefined) firsts.set(content_key, id);
    else originals.set(id, first);
  }
  return originals;
}
