import type { Db } from "@patientcare/zoom-db";
import { sql } from "kysely";

export const archivedTables = [
  "zoom_meetings",
  "participants",
  "zoom_attempts",
  "zoom_references",
  "webhook_deliveries",
  "meeting_sessions",
  "attendances",
  "waits",
  "meeting_events",
  "join_links",
] as const;

// What archiving changes on purpose.
const left = sql`'{archived_at,host_url,host_url_fetched_at,join_url,password}'::text[]`;

const both = (table: string) => sql`(
  select to_jsonb(t) - ${left} as row from ${sql.table(table)} t
  union all select to_jsonb(t) - ${left} from ${sql.table(`${table}_archive`)} t) rows`;

export interface Content {
  rows: number;
  /** As many as rows: none is there twice. */
  keys: number;
  /** Of all values of all rows, in any order. */
  digest: string;
}

/**
 * Everything that meetings consist of, live and archived together: the same before and after a cleanup. References
 * leave out their state, which changes where a deletion at Zoom is wanted.
 */
export async function wholeContent(db: Db): Promise<Record<string, Content>> {
  const content: Record<string, Content> = {};
  for (const table of archivedTables) {
    const key = table === "zoom_references" ? "zoom_meeting_id" : "id";
    const value =
      table === "zoom_references" ? sql`row - '{state,next_attempt_at,updated_at}'::text[]` : sql`row`;
    const { rows } = await sql<Content>`
      select count(*) as rows, count(distinct row ->> ${key}) as keys,
        coalesce(sum(hashtextextended((${value})::text, 0)::numeric), 0)::text as digest
      from ${both(table)}`.execute(db);
    const [row] = rows;
    if (row) content[table] = row;
  }
  return content;
}

/** The rows of live and archived tables together, and how many of them are different ones. */
export async function wholeCounts(db: Db): Promise<Record<string, { rows: number; keys: number }>> {
  const counts: Record<string, { rows: number; keys: number }> = {};
  for (const table of archivedTables) {
    const key = sql.ref(table === "zoom_references" ? "zoom_meeting_id" : "id");
    const { rows } = await sql<{ rows: number; keys: number }>`
      select count(*) as rows, count(distinct key) as keys
      from (select ${key} as key from ${sql.table(table)}
        union all select ${key} from ${sql.table(`${table}_archive`)}) both_places`.execute(db);
    const [row] = rows;
    if (row) counts[table] = row;
  }
  return counts;
}

/** Rows of each live table, or of each archive. */
export async function countRows(db: Db, suffix: "" | "_archive"): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of archivedTables) {
    const { rows } = await sql<{ count: number }>`
      select count(*) from ${sql.table(`${table}${suffix}`)}`.execute(db);
    counts[table] = rows[0]?.count ?? 0;
  }
  return counts;
}

/** Tables in which something is archived of a meeting that is not. */
export async function halvesLeft(db: Db): Promise<string[]> {
  const halves: string[] = [];
  for (const table of archivedTables) {
    if (table === "zoom_meetings") continue;
    const owner =
      table === "webhook_deliveries"
        ? sql`select from zoom_references_archive r where r.zoom_meeting_id = a.zoom_meeting_id`
        : sql`select from zoom_meetings_archive m where m.id = a.meeting_id`;
    const { rows } = await sql`
      select from ${sql.table(`${table}_archive`)} a where not exists (${owner}) limit 1`.execute(db);
    if (rows.length > 0) halves.push(table);
  }
  return halves;
}
