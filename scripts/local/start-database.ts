import { join } from "node:path";
import { startEmbeddedPostgres } from "@patientcare/zoom-embedded-postgres";
import type { LocalConfig } from "./config.ts";

type LocalDatabase = { url: string; stop(): Promise<void> };

/** The database the user named, else the embedded one in `.data/postgres`. */
export async function startDatabase(
  config: LocalConfig,
  say: (line: string) => void,
): Promise<LocalDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl, stop: async () => {} };
  return startEmbeddedPostgres({ dataDir: join(config.dataFolder, "postgres"), onProgress: say });
}
