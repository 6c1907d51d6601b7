import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { Attention, MeetingStatus } from "../../unions.ts";

/** How much waits, and how many meetings stand how. */
export interface GaugeReading {
  /** Deliveries that are not worked off yet. */
  inboxWaiting: number;
  /** Seconds since the oldest of them came; 0 where none waits. */
  inboxOldestSeconds: number;
  /** Seconds for which the reconciliation that is due longest has waited; 0 where none is due. */
  syncOldestDueSeconds: number;
  /** Of the meetings that are not archived. */
  meetings: Partial<Record<MeetingStatus, number>>;
  attentions: Partial<Record<Attention, number>>;
}

/** Everything in one statement: a scrape costs one round trip. */
export async function readGauges(db: Db): Promise<GaugeReading> {
  const { rows } = await sql<GaugeReading>`
    select inbox.waiting as "inboxWaiting", inbox.oldest as "inboxOldestSeconds",
      due.oldest as "syncOldestDueSeconds", meetings.counts as meetings, attentions.counts as attentions
    from (
      select count(*) as waiting,
        coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0)::double precision as oldest
      from webhook_deliveries where state = 'received'
    ) inbox, (
      select coalesce(extract(epoch from clock_timestamp() - min(next_attempt_at)), 0)::double precision as oldest
      from zoom_meetings
      where next_attempt_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
    ) due, (
      select coalesce(jsonb_object_agg(status, count), '{}') as counts
      from (select status, count(*) from zoom_meetings group by status) m
    ) meetings, (
      select coalesce(jsonb_object_agg(kind, count), '{}') as counts
      from (select kind, count(*) from meeting_attentions group by kind) a
    ) attentions`.execute(db);
  const [reading] = rows;
  if (!reading) throw new Error("The gauges could not be read");
  return reading;
}
