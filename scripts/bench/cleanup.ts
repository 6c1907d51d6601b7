import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase, migrateToLatest } from "@patientcare/zoom-db";
import { startEmbeddedPostgres } from "@patientcare/zoom-db/embedded";
import { measureReads, type ReadTimes } from "./cleanup/measure-reads.ts";
import { runCommand } from "./cleanup/run-command.ts";
import { seedMeetings } from "./cleanup/seed-meetings.ts";

const finished = 15_000;
const live = 2_000;
const quietMs = 10_000;
const wantedRowsPerSecond = 10_000;

/**
 * How fast the cleanup command archives on a durable PostgreSQL of its own, how its memory grows, and what reads of live
 * meetings beside it wait.
 */
export async function benchCleanup(say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bench-cleanup-"));
  // PostgreSQL's user passes through on the way to the data.
  await chmod(folder, 0o711);
  const cluster = await startEmbeddedPostgres({ dataDir: join(folder, "postgres") });
  try {
    const db = createDatabase(cluster.url);
    await migrateToLatest(db);
    say(`Seeding ${finished} finished meetings and ${live} live ones …`);
    await seedMeetings(cluster.url, { meetings: finished, daysAgo: 60 });
    await seedMeetings(cluster.url, { meetings: live, daysAgo: 10, upcoming: true });
    const rows = await db
      .selectFrom("zoom_meetings")
      .select("id")
      .where("status", "=", "scheduled")
      .execute();
    const ids = rows.map(({ id }) => id);
    await measureReads(db, ids, sleep(1_000));
    const alone = await measureReads(db, ids, sleep(quietMs));
    const running = runCommand(cluster.url);
    const [beside, cleanup] = [await measureReads(db, ids, running), await running];
    await db.destroy();

    const total = Object.values(cleanup.rows).reduce((sum, count) => sum + count, 0);
    const perSecond = Math.round(total / cleanup.seconds);
    say(
      `Archived ${total} rows over ${Object.keys(cleanup.rows).length} tables in ${cleanup.seconds.toFixed(1)} s:`,
    );
    say(`  ${perSecond} rows/s (wanted: ${wantedRowsPerSecond})`);
    say(`  memory of the process, once a second: ${cleanup.memory.join(" ")} MB`);
    say(`  reads alone:     ${inWords(alone)}`);
    say(`  reads beside it: ${inWords(beside)}; p99 × ${(beside.p99 / alone.p99).toFixed(2)}`);
  } finally {
    await cluster.stop();
    for (const path of [cluster.dataDir, folder]) await rm(path, { recursive: true, force: true });
  }
}

const inWords = ({ reads, p50, p99 }: ReadTimes) =>
  `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms (${reads} reads)`;
