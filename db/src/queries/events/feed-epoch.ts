import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database } from "../../schema.ts";

/**
 * The epoch that every position in the feed belongs to. It changes when the database is found on another cluster or with
 * its tables made anew (a dump was restored), or on another timeline (a backup was rolled forward, a standby was
 * promoted): positions from before may stand for other events there, and Zoom may hold meetings that this database does
 * not know, so that a check of them becomes due. Setting feed_epoch.cluster to null changes it by hand.
 */
export async function currentFeedEpoch(db: Db): Promise<string> {
  const stored = await db.selectFrom("feed_epoch").select(["epoch", "cluster"]).executeTakeFirstOrThrow();
  const cluster = await readCluster(db);
  if (cluster === null || stored.cluster === cluster) return stored.epoch;
  // The owner of the tables could ask, as the migrations do: it finds a restore at the next start.
  if (cluster === "unknown" && stored.cluster !== null) return stored.epoch;
  return db.transaction().execute((trx) => beginEpoch(trx, cluster));
}

/** The epoch as it was last found. */
export async function storedFeedEpoch(db: Db): Promise<string> {
  return (await db.selectFrom("feed_epoch").select("epoch").executeTakeFirstOrThrow()).epoch;
}

async function beginEpoch(trx: Transaction<Database>, cluster: string): Promise<string> {
  await sql`set local statement_timeout = 0`.execute(trx);
  const stored = await trx
    .selectFrom("feed_epoch")
    .select(["epoch", "cluster"])
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (stored.cluster === cluster) return stored.epoch;
  // Transaction numbers of another cluster mean nothing here: what came along lies before all that is written from now on.
  if (systemOf(stored.cluster) !== systemOf(cluster)) await sql`select forget_transactions()`.execute(trx);
  const { epoch } = await trx
    .updateTable("feed_epoch")
    .set({
      cluster,
      epoch: sql`substr(md5(gen_random_uuid()::text), 1, 12)`,
      restored_from: sql<Date>`greatest(
        (select max(recorded_at) from meeting_events), (select max(sent_at) from zoom_attempts))`,
    })
    .returning("epoch")
    .executeTakeFirstOrThrow();
  await trx
    .updateTable("scheduled_tasks")
    .set({ next_run_at: sql`clock_timestamp()` })
    .where("name", "=", "check-after-restore")
    .execute();
  return epoch;
}

const systemOf = (cluster: string | null) => cluster?.split(":")[0];

/**
 * "unknown" where the role may not ask: then only a change by hand begins a new epoch. Null on a standby, whose next
 * timeline is not known before it is promoted.
 */
async function readCluster(db: Db): Promise<string | null> {
  try {
    const { rows } = await sql<{ cluster: string | null }>`
      select case when not pg_is_in_recovery() then
        (select system_identifier from pg_control_system())::text
          || ':' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
          || ':' || 'feed_epoch'::regclass::oid
      end as cluster`.execute(db);
    return rows[0]?.cluster ?? null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "42501") return "unknown";
    throw error;
  }
}
