import { createDatabase, type Db, isMigrated, requireSessions } from "@patientcare/zoom-db";
import { type CommandConfig, readCommandConfig } from "./config.ts";
import { findDatabase, NotReady } from "./local-database.ts";

/** Runs a command's work on the migrated database, named on `output` first. @throws NotReady */
export async function withDatabase(
  applicationName: string,
  output: "stdout" | "stderr",
  work: (db: Db, config: CommandConfig) => Promise<void>,
): Promise<void> {
  const config = readCommandConfig();
  const { url, line } = await findDatabase(config);
  process[output].write(`${line}\n`);
  await requireSessions(url);
  const db = createDatabase(url, { maxConnections: 1, statementTimeoutMs: 10 * 60_000, applicationName });
  try {
    if (!(await isMigrated(db)))
      throw new NotReady("The database has an older schema: run npm run migrate first.");
    await work(db, config);
  } finally {
    await db.destroy();
  }
}
