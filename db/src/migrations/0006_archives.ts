import { type Kysely, sql } from "kysely";

const archived = [
  "zoom_meetings",
  "meeting_attentions",
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

function keyOf(table: (typeof archived)[number]): string {
  if (table === "zoom_references") return "zoom_meeting_id";
  return table === "meeting_attentions" ? "meeting_id, kind" : "id";
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of archived) {
    const archive = sql.table(`${table}_archive`);
    await sql`
      create table ${archive} (
        like ${sql.table(table)} including constraints,
        archived_at timestamptz not null default clock_timestamp(),
        primary key (${sql.raw(keyOf(table))})
      )`.execute(db);
  }
  for (const table of archived.filter((name) => name !== "zoom_meetings" && name !== "webhook_deliveries")) {
    await sql`create index on ${sql.table(`${table}_archive`)} (meeting_id)`.execute(db);
  }
  await sql`create index on participants_archive (person_id)`.execute(db);
  await sql`create unique index on zoom_meetings_archive (appointment_id)`.execute(db);
  await sql`create index on zoom_meetings_archive (start_time, id)`.execute(db);
  await sql`create index on zoom_meetings_archive (zoom_meeting_id)`.execute(db);
  await sql`create index on webhook_deliveries_archive (zoom_meeting_id)`.execute(db);
  // What is to be forgotten, and what is under the deployment's own key: few of many rows.
  for (const table of ["webhook_deliveries", "webhook_deliveries_archive"]) {
    await sql`create index on ${sql.table(table)} (received_at) where body is not null`.execute(db);
    await sql`create index on ${sql.table(table)} (id) where body not like '@%'`.execute(db);
  }
  for (const table of ["zoom_meetings", "zoom_meetings_archive"]) {
    await sql`create index on ${sql.table(table)} (start_time) where topic like '@%'`.execute(db);
  }
  await sql`create index on join_links_archive (token_hash)`.execute(db);
  await sql`
    create index zoom_references_archive_due on zoom_references_archive (next_attempt_at)
    where state = 'deleting'`.execute(db);
  await sql`create index meeting_events_archive_feed on meeting_events_archive (xid, id)`.execute(db);
}
