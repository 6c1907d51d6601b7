import { hash } from "node:crypto";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { executePreparedSql } from "../../prepared.ts";
import type { Database } from "../../schema.ts";
import { type ArchivedTable, archivedTables, noRows, type RowCounts } from "./archived-tables.ts";

/** URLs and passcodes of a Zoom meeting are dropped once it is over. */
const leftBehind = ["host_url", "host_url_fetched_at", "join_url", "password"];

/**
 * Moves meetings with all that hangs on them into the archive, each row by one statement that takes it away and puts
 * it down: nothing can be lost or doubled between. News that nobody has looked at yet stays in the inbox.
 */
export async function moveToArchive(
  trx: Transaction<Database>,
  meetingIds: readonly string[],
): Promise<RowCounts> {
  const moved = noRows();
  const { columns, which } = await planMove(trx, meetingIds, "zoom_references");
  for (const table of archivedTables) {
    const where =
      table === "webhook_deliveries" ? sql`${which[table]} and state <> 'received'` : which[table];
    const values = columns[table].map((name) => (leftBehind.includes(name) ? sql`null` : sql.ref(name)));
    moved[table] = await move(trx, {
      from: table,
      to: `${table}_archive`,
      where,
      columns: columns[table],
      values,
    });
  }
  return moved;
}

/** The reverse: a meeting comes back with the ids, links, references and the generation it left with. */
export async function moveFromArchive(trx: Transaction<Database>, meetingId: string): Promise<void> {
  const { columns, which } = await planMove(trx, [meetingId], "zoom_references_archive");
  await dropLateCopies(trx, which.webhook_deliveries);
  for (const table of archivedTables.toReversed()) {
    const values = columns[table].map((name) => sql.ref(name));
    const place = { from: `${table}_archive`, to: table, where: which[table] };
    await move(trx, { ...place, columns: columns[table], values });
  }
}

/**
 * The columns are asked for each time: a newer version of the service may have added one since this one started.
 * The Zoom ids are asked for first: joined, a large inbox would be read from end to end.
 */
async function planMove(
  trx: Transaction<Database>,
  meetingIds: readonly string[],
  references: "zoom_references" | "zoom_references_archive",
) {
  const { rows } = await executePreparedSql(
    trx,
    "archived_columns",
    sql<{ table: ArchivedTable; columns: string[] }>`
    select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.oid = any(${[...archivedTables]}::text[]::regclass[]) and a.attnum > 0 and not a.attisdropped
    group by 1`,
  );
  const columns = Object.fromEntries(rows.map((row) => [row.table, row.columns])) as Record<
    ArchivedTable,
    string[]
  >;
  const ids = await executePreparedSql(
    trx,
    `${references}_of_meetings`,
    sql<{ id: string }>`
    select zoom_meeting_id as id from ${sql.table(references)} where meeting_id = any(${meetingIds}::uuid[])`,
  );
  const ofMeetings = sql`meeting_id = any(${meetingIds}::uuid[])`;
  const which: Record<ArchivedTable, RawBuilder<unknown>> = {
    webhook_deliveries: sql`zoom_meeting_id = any(${ids.rows.map(({ id }) => id)}::text[])`,
    attendances: ofMeetings,
    waits: ofMeetings,
    meeting_sessions: ofMeetings,
    meeting_events: ofMeetings,
    join_links: ofMeetings,
    participants: ofMeetings,
    zoom_attempts: ofMeetings,
    zoom_references: ofMeetings,
    meeting_attentions: ofMeetings,
    zoom_meetings: sql`id = any(${meetingIds}::uuid[])`,
  };
  return { columns, which };
}

interface Move {
  from: string;
  to: string;
  where: RawBuilder<unknown>;
  columns: readonly string[];
  values: readonly RawBuilder<unknown>[];
}

async function move(trx: Transaction<Database>, { from, to, where, columns, values }: Move): Promise<number> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const { numAffectedRows } = await executePreparedSql(
    trx,
    nameOfMove(from, columns),
    sql`
    with moved as (delete from ${sql.table(from)} where ${where} returning ${names})
    insert into ${sql.table(to)} (${names}) select ${sql.join(values)} from moved`,
  );
  return Number(numAffectedRows ?? 0);
}

/** A name for the statement as it is with these columns, in letters: planning it costs more than moving a few meetings. */
const nameOfMove = (from: string, columns: readonly string[]): string => {
  const digits = hash("sha256", columns.join()).slice(0, 12);
  return `move_${from}_${digits.replaceAll(/\d/g, (digit) => "ghijklmnop".charAt(Number(digit)))}`;
};

/** The same bytes may have come once more while their first copy lay in the archive; that one counts. */
async function dropLateCopies(trx: Transaction<Database>, which: RawBuilder<unknown>): Promise<void> {
  const copies = sql`
    select id from webhook_deliveries
    where body_hash in (select body_hash from webhook_deliveries_archive where ${which})`;
  await sql`update webhook_deliveries set duplicate_of = null where duplicate_of in (${copies})`.execute(trx);
  await sql`delete from webhook_deliveries where id in (${copies})`.execute(trx);
}
