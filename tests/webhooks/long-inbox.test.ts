import { randomBytes, randomUUID } from "node:crypto";
import { claimWaitingDeliveries, type Db, type Encrypted, insertDeliveries } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { aZoomId } from "../db/a-meeting-row.ts";
import { anEmptyDatabase } from "../db/an-empty-database.ts";

const waiting = 6_000;
const takes = 20;
const max = { oldest: 16, inAll: 200 };

async function rowsRead(db: Db): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ count: number }>`
    select seq_tup_read + idx_tup_fetch as count from pg_stat_user_tables
    where relname = 'webhook_deliveries'`.execute(db);
  return rows[0]?.count ?? 0;
}

test("however many deliveries wait, only those that are taken are read", async () => {
  await using empty = await anEmptyDatabase();
  await empty.db.connection().execute(async (db) => {
    const rows = Array.from({ length: waiting }, () => ({
      id: randomUUID(),
      body_hash: randomBytes(32).toString("hex"),
      content_key: randomBytes(32).toString("hex"),
      zoom_meeting_id: aZoomId(),
      event: "meeting.started",
      event_ts: 1_720_705_455_858,
      account_id: null,
      body: "k1.body" as Encrypted,
      state: "received" as const,
    }));
    await insertDeliveries(db, rows);
    await sql`analyze webhook_deliveries`.execute(db);
    const before = await rowsRead(db);
    for (let take = 0; take < takes; take++) {
      const taken = await db
        .transaction()
        .execute((trx) => claimWaitingDeliveries(trx, { without: [], max }));
      expect(taken).toHaveLength(max.oldest);
    }
    expect((await rowsRead(db)) - before).toBeLessThan(waiting);
  });
});
