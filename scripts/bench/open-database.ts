import { createDatabase, type Db, migrateToLatest } from "@patientcare/zoom-db";
import { startOwnedCluster } from "@patientcare/zoom-embedded-postgres/start-cluster.ts";
import pg from "pg";

const walSegmentMegabytes = 16;

// Durable, as in production: what is answered is on the disk.
const settingsFor = (walMegabytes: number): Record<string, string> => ({
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  max_connections: "100",
  shared_buffers: "512MB",
  // A checkpoint in the middle of one round would make it look worse than the others.
  max_wal_size: "8GB",
  min_wal_size: `${Math.max(walMegabytes, 2 * walSegmentMegabytes)}MB`,
  checkpoint_timeout: "30min",
});
const maxStatementMs = 10 * 60_000;
// On a machine that is busy a login takes its time.
const maxConnectMs = 30_000;

export type BenchDatabase = {
  url: string;
  db: Db;
  /** Of PostgreSQL. */
  version: string;
  /** Runs a statement that our own queries do not cover. */
  run(text: string): Promise<void>;
  close(): Promise<void>;
};

/**
 * A database that has been up for a while writes its log over old files. A new one makes each file when it is needed,
 * and every commit waits meanwhile: some 20 ms for each 16 MB, more often the faster somebody writes.
 */
async function makeWalReady(pool: pg.Pool, megabytes: number): Promise<void> {
  await pool.query("create table bench_wal (number integer)");
  for (let number = 0; number < megabytes / walSegmentMegabytes; number++) {
    await pool.query("insert into bench_wal values ($1)", [number]);
    await pool.query("select pg_switch_wal()");
  }
  await pool.query("drop table bench_wal");
  await pool.query("checkpoint");
}

/** A migrated PostgreSQL of its own that is removed with `close`, or with the process. */
export async function openDatabase({ wal }: { wal: number }): Promise<BenchDatabase> {
  const cluster = await startOwnedCluster("patientcare-bench-", settingsFor(wal));
  const db = createDatabase(cluster.url, {
    statementTimeoutMs: maxStatementMs,
    connectTimeoutMs: maxConnectMs,
    applicationName: "patientcare-bench",
  });
  const pool = new pg.Pool({ connectionString: cluster.url, max: 1 });
  const close = async () => {
    await Promise.all([db.destroy(), pool.end()]);
    await cluster.remove();
  };
  try {
    await migrateToLatest(db);
    await makeWalReady(pool, wal);
    const { rows } = await pool.query<{ server_version: string }>("show server_version");
    return {
      url: cluster.url,
      db,
      version: rows[0]?.server_version ?? "unknown",
      async run(text) {
        await pool.query(text);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
