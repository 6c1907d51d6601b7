import { join } from "node:path";
import { createDatabase, isDatabaseUnavailable, migrateToLatest } from "@patientcare/zoom-db";
import { startEmbeddedPostgres } from "@patientcare/zoom-embedded-postgres";
import { readCommandConfig } from "./config.ts";

const maxStatementMs = 10 * 60_000;

const { databaseUrl, dataFolder } = readCommandConfig();

async function migrate(url: string): Promise<void> {
  const db = createDatabase(url, { maxConnections: 1, statementTimeoutMs: maxStatementMs });
  try {
    const ran = await migrateToLatest(db);
    console.log(ran.length === 0 ? "already up to date" : ran.map((name) => `ran ${name}`).join("\n"));
  } finally {
    await db.destroy();
  }
}

async function migrateEmbedded(): Promise<void> {
  const dataDir = join(dataFolder, "postgres");
  const embedded = await startEmbeddedPostgres({ dataDir, onProgress: (line) => console.log(line) });
  await migrate(embedded.url).finally(() => embedded.stop());
}

try {
  await (databaseUrl ? migrate(databaseUrl) : migrateEmbedded());
} catch (error) {
  console.error(
    isDatabaseUnavailable(error)
      ? "The database cannot be reached: check DATABASE_URL, and that PostgreSQL runs there."
      : `The migration failed, and nothing of it remains: ${error instanceof Error ? error.message : error}`,
  );
  process.exitCode = 1;
}
