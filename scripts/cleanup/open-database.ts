import { join } from "node:path";
import { createDatabase, type Db, isMigrated } from "@patientcare/zoom-db";
import { runningEmbeddedPostgres } from "@patientcare/zoom-embedded-postgres/running.ts";
import { variables } from "@patientcare/zoom-server/config.ts";
import type { CommandConfig } from "../config.ts";

const longestStatementMs = 10 * 60_000;

/** Nothing can be done before the user did something. */
export class NotReady extends Error {
  override readonly name = "NotReady";
}

/** The database of DATABASE_URL, else the one that `npm start` runs. @throws NotReady, or why it cannot be reached */
export async function openDatabase({ databaseUrl, dataFolder }: CommandConfig): Promise<Db> {
  const url = databaseUrl ?? (await runningEmbeddedPostgres(join(dataFolder, "postgres.json")))?.url;
  if (!url)
    throw new NotReady("There is no database: set DATABASE_URL, or run npm start in another terminal.");
  const read = variables.shape.DATABASE_URL.safeParse(url);
  if (!read.success) throw new NotReady(`DATABASE_URL ${read.error.issues[0]?.message}.`);
  const db = createDatabase(url, {
    maxConnections: 1,
    statementTimeoutMs: longestStatementMs,
    applicationName: "patientcare-zoom-cleanup",
  });
  try {
    if (await isMigrated(db)) return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
  await db.destroy();
  throw new NotReady("The database has an older schema: run npm run migrate first.");
}
