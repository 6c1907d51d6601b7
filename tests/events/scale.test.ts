import { type Db, insertEvents, readFeed, readFeedEdge } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { aMeetingRow } from "../db/a-meeting-row.ts";
import { anEmptyDatabase } from "../db/an-empty-database.ts";
import { anEvent } from "./an-event.ts";

const events = 4_000;
const reads = 20;

/** How many rows of the events were read by walking through the table. */
async function rowsWalked(db: Db): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ count: number }>`
    select seq_tup_read as count from pg_stat_user_tables where relname = 'meeting_events'`.execute(db);
  return rows[0]?.count ?? 0;
}

test("reading the feed never walks through all events, however many there are", async () => {
  await using empty = await anEmptyDatabase();
  await empty.db.connection().execute(async (db) => {
    const { id } = await aMeetingRow(db);
    const start = await readFeedEdge(db);
    await insertEvents(
      db,
      Array.from({ length: events }, () => anEvent(id)),
    );
    // As the database does by itself once a minute.
    await sql`analyze meeting_events`.execute(db);
    const before = await rowsWalked(db);
    for (let read = 0; read < reads; read++) await readFeed(db, start);
    expect((await rowsWalked(db)) - before).toBeLessThan(events);
  });
});
