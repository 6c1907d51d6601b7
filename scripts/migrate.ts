import {
  createDatabase,
  isDatabaseUnavailable,
  migrateToLatest,
  requireSessions,
  UnusableDatabase,
} from "@patientcare/zoom-db";
import { readCommandConfig } from "./config.ts";
import { explainUnavailable, NotReady, startDatabase } from "./local-database.ts";

const statementTimeoutMs = 10 * 60_000;

async function migrate(url: string): Promise<void> {
  await requireSessions(url);
  const db = createDatabase(url, { maxConnections: 1, statementTimeoutMs });
  try {
    const ran = await migrateToLatest(db);
    console.log(ran.length === 0 ? "already up to date" : ran.map((name) => `ran ${name}`).join("\n"));
  } finally {
    await db.destroy();
  }
}

function explain(error: unknown): string {
  if (error instanceof NotReady || error instanceof UnusableDatabase) return error.message;
  if (isDatabaseUnavailable(error)) return explainUnavailable(error);
  return `The migration failed, and nothing of it remains: ${error instanceof Error ? error.message : error}`;
}

try {
  // The port of the embedded database is known after its start: its progress waits, so that the first line names it.
  const progress: string[] = [];
  const { url, line, stop } = await startDatabase(readCommandConfig(), (step) => progress.push(step));
  console.log([line, ...progress].join("\n"));
  await migrate(url).finally(stop);
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
