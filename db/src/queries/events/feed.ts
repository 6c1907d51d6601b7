import { sql } from "kysely";
import type { Db } from "../../client.ts";
import { executePrepared } from "../../prepared.ts";
import type { EventSource, EventType } from "../../unions.ts";

/** A place in the feed: every event at or before it was given out, and none can come to lie there any more. */
export interface FeedPosition {
  xid: string;
  id: string;
}

/** An event with the doctor whose meeting it is now. */
export interface FeedEvent extends FeedPosition {
  meeting_id: string;
  appointment_id: string | null;
  type: EventType;
  occurred_at: Date;
  recorded_at: Date;
  source: EventSource;
  data: Record<string, unknown>;
  doctor_external_id: string | null;
  /** The e-mail's hash where it says whose the visit is: there is no id, and nobody shares the address. */
  doctor_email_proof: Buffer | null;
}

export interface FeedPage {
  events: FeedEvent[];
  /** Where the next page begins. */
  end: FeedPosition;
  /** More lies ready behind this page. */
  more: boolean;
  /** Events are committed that wait for an older transaction to end. */
  heldBack: boolean;
}

export const feedPageSize = 50;
const beforeAll: FeedPosition = { xid: "0", id: "00000000-0000-0000-0000-000000000000" };

/** Negative when `one` lies before `other`, as PostgreSQL orders (xid, id). */
export function compareFeedPositions(one: FeedPosition, other: FeedPosition): number {
  if (one.xid !== other.xid) return one.xid.length - other.xid.length || (one.xid < other.xid ? -1 : 1);
  if (one.id === other.id) return 0;
  return one.id < other.id ? -1 : 1;
}

/**
 * The feed's current head: every later commit sorts after it. It is the last event's position. A number that no committed
 * event bears is never a position: PostgreSQL may forget it in a crash and give it to another transaction.
 */
export async function readFeedEdge(db: Db): Promise<FeedPosition> {
  const { rows } = await sql<FeedPosition>`
    select both_tables.xid::text, both_tables.id from (
      ${sql.raw(lastOf("meeting_events"))} union all ${sql.raw(lastOf("meeting_events_archive"))}
    ) both_tables order by both_tables.xid desc, both_tables.id desc limit 1`.execute(db);
  return rows[0] ?? beforeAll;
}

/**
 * The events after a position in the order of their transactions, archived ones too. Only transactions older than every
 * one that still runs are read: ids and transaction numbers become visible out of order.
 */
export async function readFeed(db: Db, after: FeedPosition, meetingId?: string): Promise<FeedPage> {
  type Row = { held_back: boolean } & (FeedEvent | { [name in keyof FeedEvent]: null });
  const { rows } = await executePrepared<Row>(
    db,
    meetingId === undefined
      ? { name: "read_feed", text: feedSql, values: [after.xid, after.id] }
      : { name: "read_feed_of_meeting", text: feedOfMeetingSql, values: [after.xid, after.id, meetingId] },
  );
  const heldBack = rows[0]?.held_back ?? false;
  const events = rows
    .filter((row): row is Row & FeedEvent => row.xid !== null)
    .map(({ held_back: _, ...event }) => event);
  return { events, more: events.length >= feedPageSize, heldBack, end: events.at(-1) ?? after };
}

const lastOf = (table: string) => `
      (select xid, id from ${table} where xid < pg_snapshot_xmin(pg_current_snapshot())
       order by xid desc, id desc limit 1)`;

const pageOf = (table: string) => `
      (select e.xid, e.id, e.meeting_id, e.type, e.occurred_at, e.recorded_at, e.source, e.data from ${table} e
       where (e.xid, e.id) > ($1::xid8, $2::uuid) and e.xid < (select xid from edge)
       order by e.xid, e.id limit ${feedPageSize})`;

// The fence keeps the planner from walking through everybody's events for those of one meeting.
const ofMeeting = (table: string) => `(select * from ${table} where meeting_id = $3::uuid offset 0)`;

// Asking for the last number takes one step in the index; asking whether any is that high walks through the table, since
// the planner expects to meet one soon.
const statement = (source: (table: string) => string) => `
  with edge as (
    select pg_snapshot_xmin(pg_current_snapshot()) as xid,
      (select xid from meeting_events order by xid desc, id desc limit 1) as last_xid
  ), page as (
    select * from (
      ${pageOf(source("meeting_events"))} union all ${pageOf(source("meeting_events_archive"))}
    ) both_tables order by xid, id limit ${feedPageSize}
  )
  select coalesce(edge.last_xid >= edge.xid, false) as held_back,
    page.xid::text, page.id, page.meeting_id, m.appointment_id, page.type, page.occurred_at, page.recorded_at,
    page.source, page.data, d.external_id as doctor_external_id,
    case when d.external_id is null then unshared_email('doctor', d.email_hash) end as doctor_email_proof
  from edge left join page on true
  left join lateral (
    select appointment_id from zoom_meetings where id = page.meeting_id
    union all
    select appointment_id from zoom_meetings_archive where id = page.meeting_id
    limit 1
  ) m on true
  left join appointments a on a.id = m.appointment_id
  left join persons d on d.id = a.doctor_id
  order by page.xid, page.id`;

const feedSql = statement((table) => table);
const feedOfMeetingSql = statement(ofMeeting);
