import { sql, type Transaction } from "kysely";
import type { Database } from "../../schema.ts";
import { zoomIdKey } from "../sync/references.ts";

interface PurgeBounds {
  olderThanSeconds: number;
  /** Most Zoom ids that are looked at. */
  maxIds: number;
  /** Most rows that are deleted. */
  maxRows: number;
}

/**
 * Deletes old deliveries that concern no meeting of ours: no reference to their Zoom id lives or is archived. The id
 * is locked meanwhile as by those who say that it is ours; one that they hold is left for another time. A delivery
 * that others are marked as duplicates of goes after them. Returns how many were deleted.
 */
export async function purgeForeignDeliveries(
  trx: Transaction<Database>,
  { olderThanSeconds, maxIds, maxRows }: PurgeBounds,
): Promise<number> {
  const isOld = sql`
    d.state in ('unmatched', 'stored')
    and d.received_at < clock_timestamp() - make_interval(secs => ${olderThanSeconds})`;
  const isOurs = sql`(
    exists (select from zoom_references r where r.zoom_meeting_id = d.zoom_meeting_id)
    or exists (select from zoom_references_archive r where r.zoom_meeting_id = d.zoom_meeting_id))`;
  // References are looked up again below, by a statement that begins under the locks.
  const { rows } = await sql<{ id: string }>`
    with foreign_ids as materialized (
      select distinct oldest.zoom_meeting_id as id
      from (
        select d.zoom_meeting_id from webhook_deliveries d
        where ${isOld} and d.zoom_meeting_id is not null and not ${isOurs}
        order by d.received_at limit ${maxIds}
      ) as oldest
    )
    select id from foreign_ids where pg_try_advisory_xact_lock(${zoomIdKey(sql`id`)})`.execute(trx);
  const { numAffectedRows } = await sql`
    delete from webhook_deliveries where id in (
      select d.id from webhook_deliveries d
      where ${isOld} and not ${isOurs}
        and (d.zoom_meeting_id is null or d.zoom_meeting_id = any(${rows.map(({ id }) => id)}::text[]))
        and not exists (select from webhook_deliveries copy where copy.duplicate_of = d.id)
      order by d.received_at limit ${maxRows}
      for update of d skip locked)`.execute(trx);
  return Number(numAffectedRows ?? 0);
}
