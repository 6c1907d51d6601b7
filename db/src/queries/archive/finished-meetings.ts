import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import { executePreparedSql } from "../../prepared.ts";
import type { Database } from "../../schema.ts";
import { archivedTables, type RowCounts } from "./archived-tables.ts";

/** Over, by the row alone: ended, cancelled or missed, its slot ended before `before`, and nobody works on it. */
const isFinished = (before: Date) => sql<boolean>`
  m.status in ('ended', 'cancelled', 'missed') and m.start_time < ${before}
  and m.start_time + make_interval(mins => m.duration) < ${before}
  and (m.lease_until is null or m.lease_until < clock_timestamp())`;

/**
 * Not over yet, by its other rows: a delivery waits in the inbox, a lost create may still appear at Zoom, or
 * somebody may be inside (Zoom lets a call run for 30 hours at most; its end may never have been delivered).
 */
const isUnfinished = sql<boolean>`(
  exists (
    select from zoom_references r join webhook_deliveries d on d.zoom_meeting_id = r.zoom_meeting_id
    where r.meeting_id = m.id and d.state = 'received')
  or exists (
    select from zoom_attempts t
    where t.meeting_id = m.id and t.kind = 'create' and t.swept_at is null
      and (t.outcome is null or t.outcome = 'unknown')
      and (m.next_attempt_at is not null or t.sent_at > clock_timestamp() - interval '1 day'))
  or exists (
    select from meeting_sessions s
    where s.meeting_id = m.id and s.ended_at is null
      and coalesce(s.started_at, s.created_at) > clock_timestamp() - interval '30 hours'))`;

/** Where the last batch ended: meetings go oldest first. */
export interface Place {
  startTime: Date;
  id: string;
}

interface TakenMeetings {
  ids: string[];
  /** Null when there was nothing more to look at. */
  last: Place | null;
  oldest: Date | null;
  newest: Date | null;
}

/**
 * The next finished meetings, locked; those that another transaction holds are left to it. Whether something still
 * waits is asked after the lock was had.
 */
export async function claimFinishedMeetings(
  trx: Transaction<Database>,
  { before, after, limit }: { before: Date; after: Place | null; limit: number },
): Promise<TakenMeetings> {
  const { rows: candidates } = await executePreparedSql(
    trx,
    after ? "next_finished_meetings" : "first_finished_meetings",
    sql<{ id: string; start_time: Date }>`
    select m.id, m.start_time from zoom_meetings m
    where ${isFinished(before)} ${after ? sql`and (m.start_time, m.id) > (${after.startTime}, ${after.id}::uuid)` : sql``}
    order by m.start_time, m.id limit ${limit} for update skip locked`,
  );
  const last = candidates.at(-1);
  if (!last) return { ids: [], last: null, oldest: null, newest: null };
  const { rows } = await executePreparedSql(
    trx,
    "unfinished_meetings",
    sql<{ id: string }>`
    select m.id from zoom_meetings m
    where m.id = any(${candidates.map(({ id }) => id)}::uuid[]) and ${isUnfinished}`,
  );
  const waiting = new Set(rows.map(({ id }) => id));
  const taken = candidates.filter(({ id }) => !waiting.has(id));
  return {
    ids: taken.map(({ id }) => id),
    last: { startTime: last.start_time, id: last.id },
    oldest: taken[0]?.start_time ?? null,
    newest: taken.at(-1)?.start_time ?? null,
  };
}

export interface ArchivePreview {
  rows: RowCounts;
  oldest: Date | null;
  newest: Date | null;
  /** References of cancelled and missed meetings that are still current: what would be deleted at Zoom. */
  zoomDeletions: number;
}

/** The rows that archiving would move now: the same meetings in the same order, counted in one snapshot and not changed. */
export async function previewArchive(
  db: Db,
  { before, limit }: { before: Date; limit: number | null },
): Promise<ArchivePreview> {
  const chosen = sql`
    select m.id, m.status, m.start_time from zoom_meetings m where ${isFinished(before)} and not ${isUnfinished}
    order by m.start_time, m.id limit ${limit}`;
  const counts = archivedTables.map(
    (table) => sql`(select count(*) from ${sql.table(table)} where ${hangsOn[table]})
    as ${sql.ref(table)}`,
  );
  const { rows } = await sql<RowCounts & Omit<ArchivePreview, "rows">>`
    with chosen as materialized (${chosen})
    select ${sql.join(counts)},
      (select min(start_time) from chosen) as oldest, (select max(start_time) from chosen) as newest,
      (select count(*) from zoom_references r join chosen c on c.id = r.meeting_id
        where r.state = 'current' and c.status in ('cancelled', 'missed')) as "zoomDeletions"`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("Counting what would be archived returned no row");
  const { oldest, newest, zoomDeletions, ...tables } = row;
  return { rows: tables, oldest, newest, zoomDeletions };
}

const ofChosen = sql`meeting_id in (select id from chosen)`;
const hangsOn = {
  webhook_deliveries: sql`zoom_meeting_id in (select zoom_meeting_id from zoom_references where ${ofChosen})`,
  attendances: ofChosen,
  waits: ofChosen,
  meeting_sessions: ofChosen,
  meeting_events: ofChosen,
  join_links: ofChosen,
  participants: ofChosen,
  zoom_attempts: ofChosen,
  zoom_references: ofChosen,
  meeting_attentions: ofChosen,
  zoom_meetings: sql`id in (select id from chosen)`,
} satisfies Record<keyof RowCounts, RawBuilder<unknown>>;
