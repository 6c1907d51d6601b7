import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import { executePrepared } from "../../prepared.ts";
import type { Database, DeliveryRow, ReadDelivery, Sealed } from "../../schema.ts";
import { unsealableOrNull, unsealableSql } from "../people/person-keys.ts";

// By key and by meeting, never by what waits: after an outage that may be a hundred thousand.
const claimWaitingSql = `
  with oldest as (
    select id, zoom_meeting_id from webhook_deliveries
    where state = 'received' and id <> all($1::uuid[])
    order by tries, received_at limit $2 for no key update skip locked
  )
  select id, clinic_id, body_hash, content_key, duplicate_of, zoom_meeting_id, event, event_ts, account_id, received_at,
    state, applied_at, tries, error, ${unsealableSql("body")} as body
  from webhook_deliveries
  where state = 'received' and id = any (array(
    select id from oldest
    union
    select others.id from oldest cross join lateral (
      select id from webhook_deliveries
      where zoom_meeting_id = oldest.zoom_meeting_id and state = 'received' and id <> all($1::uuid[]) offset 0
    ) others
  ))
  limit $3 for no key update skip locked`;

/**
 * The oldest waiting deliveries that no other worker holds, `max.oldest` of them, with all that wait for the same Zoom
 * meetings, up to `max.inAll`; those named are left out.
 */
export async function claimWaitingDeliveries(
  trx: Transaction<Database>,
  { without, max }: { without: readonly string[]; max: { oldest: number; inAll: number } },
): Promise<ReadDelivery[]> {
  const { rows } = await executePrepared<ReadDelivery>(trx, {
    name: "claim_waiting_deliveries",
    text: claimWaitingSql,
    values: [without, max.oldest, max.inAll],
  });
  return rows;
}

/** A delivery that was worked off. `body`: what is kept of it from now on, where that is something else; null is nothing. */
export type MarkedDelivery = { id: string; body?: Sealed | null | undefined };

export async function markDeliveries(
  trx: Transaction<Database>,
  marked: readonly MarkedDelivery[],
  state: DeliveryRow["state"],
): Promise<void> {
  if (marked.length === 0) return;
  await executePrepared(trx, {
    name: "mark_deliveries",
    text: markSql,
    values: [
      marked.map(({ id }) => id),
      marked.map(({ body }) => body ?? null),
      marked.map(({ body }) => body !== undefined),
      state,
    ],
  });
}

const markSql = `
  update webhook_deliveries d set state = $4, error = null,
    body = case when marked.is_other then marked.body else d.body end,
    applied_at = case when $4 = 'applied' then clock_timestamp() end
  from unnest($1::uuid[], $2::text[], $3::boolean[]) marked (id, body, is_other) where d.id = marked.id`;

/** Counts a failed try; after `maxTries` the delivery is parked and waits for an operator. */
export async function recordFailedTry(
  db: Db,
  ids: readonly string[],
  error: string,
  maxTries: number,
): Promise<void> {
  await db
    .updateTable("webhook_deliveries")
    .set({
      tries: sql`tries + 1`,
      error,
      state: sql`case when tries + 1 >= ${maxTries} then 'parked' else state end`,
    })
    .where("id", "in", ids)
    .where("state", "=", "received")
    .execute();
}

/** Lets deliveries that came before we knew their meeting be applied now. */
export async function requeueUnmatched(trx: Transaction<Database>, zoomMeetingId: string): Promise<void> {
  await trx
    .updateTable("webhook_deliveries")
    .set({ state: "received" })
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .where("state", "=", "unmatched")
    .execute();
}

/** The deliveries named, as far as they wait still and no other worker holds them. */
export const claimDeliveries = (
  trx: Transaction<Database>,
  ids: readonly string[],
): Promise<ReadDelivery[]> =>
  trx
    .selectFrom("webhook_deliveries")
    .selectAll()
    .select(unsealableOrNull("body").as("body"))
    .where("id", "in", ids)
    .where("state", "=", "received")
    .forNoKeyUpdate()
    .skipLocked()
    .execute();

/** An applied delivery, with the meeting it is about. */
export type AppliedDelivery = Pick<ReadDelivery, "id" | "event" | "event_ts" | "body" | "received_at"> & {
  meeting_id: string;
};

/**
 * All applied deliveries about meetings of ours, under any of their Zoom ids. One that is replayed still counts while it
 * waits: else the visit would be evaluated from half of its facts.
 */
export async function deliveriesAbout(db: Db, meetingIds: readonly string[]): Promise<AppliedDelivery[]> {
  const { rows } = await executePrepared<AppliedDelivery>(db, {
    name: "deliveries_about",
    text: deliveriesAboutSql,
    values: [meetingIds],
  });
  return rows;
}

// Laterals with a fence: one look-up for each meeting, whatever the planner knows of the tables by then.
const deliveriesAboutSql = `
  select m.meeting_id, d.id, d.event, d.event_ts, ${unsealableSql("d.body")} as body, d.received_at
  from unnest($1::uuid[]) as m (meeting_id)
  cross join lateral (
    select zoom_meeting_id from zoom_references where meeting_id = m.meeting_id offset 0
  ) r
  cross join lateral (
    select id, event, event_ts, body, received_at from webhook_deliveries
    where zoom_meeting_id = r.zoom_meeting_id and (state = 'applied' or applied_at is not null) offset 0
  ) d`;
