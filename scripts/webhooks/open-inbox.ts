import { join } from "node:path";
import { createDatabase, type Db } from "@patientcare/zoom-db";
import { runningEmbeddedPostgres } from "@patientcare/zoom-embedded-postgres/running.ts";
import type { CommandConfig } from "../config.ts";

/**
 * The database of the service: the environment's, else the one that `npm start` runs.
 * @throws Error that says what to do when there is none
 */
export async function openInbox({ databaseUrl, dataFolder }: CommandConfig): Promise<Db> {
  const url = databaseUrl ?? (await runningEmbeddedPostgres(join(dataFolder, "postgres.json")))?.url;
  if (!url) throw new Error("No database: run npm start in another terminal, or set DATABASE_URL.");
  return createDatabase(url, { maxConnections: 1, applicationName: "patientcare-zoom-webhooks" });
}
