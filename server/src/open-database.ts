import {
  createDatabase,
  currentFeedEpoch,
  type Db,
  hasForeignMarkers,
  isDatabaseUnavailable,
  requireSessions,
} from "@patientcare/zoom-db";
import type { Config } from "./config.ts";
import { rememberKeys, requireKeysOfData } from "./key-checks.ts";
import { migrateDatabase } from "./migrate-database.ts";
import type { Log } from "./telemetry/log.ts";
import { waitForDatabase } from "./wait-for-database.ts";

const maxWaitMs = 60_000;

/**
 * Opens and migrates the database, once it is there and is the one that this configuration belongs to.
 * @throws Error whose message is one sentence for the person who starts the service
 */
export async function openDatabase(config: Config, log: Log): Promise<Db> {
  const db = createDatabase(config.databaseUrl);
  try {
    await waitForDatabase(() => prepare(db, config, log), {
      forMs: maxWaitMs,
      isWorthWaiting,
      onWait: () =>
        log.warn({}, `The database is unavailable; the start waits for it up to ${maxWaitMs / 1000} seconds`),
    });
    return db;
  } catch (error) {
    await db.destroy();
    throw new Error(explainOpening(error), { cause: error });
  }
}

/** Safe to repeat from its beginning, and to run in several processes at once. */
async function prepare(db: Db, config: Config, log: Log): Promise<void> {
  await requireSessions(config.databaseUrl);
  await requireKeysOfData(db, config);
  const { databaseOwnerUrl: ownerUrl, accessLogDays } = config;
  for (const name of await migrateDatabase(db, { ownerUrl, accessLogDays }))
    log.info({ event: name }, "migrated");
  if (config.production && ownerUrl === null)
    log.warn(
      { event: "access-log-unprotected" },
      "The access log is protected by triggers and its signed chain alone: set DATABASE_OWNER_URL, so that the service does not own its tables",
    );
  await requireOwnDeployment(db, config.deploymentId);
  await rememberKeys(db, config);
  // A database that was restored is found out before anything is done for its rows.
  await currentFeedEpoch(db);
}

/** A copy of another deployment's database would change and delete that one's meetings at Zoom. @throws Error */
async function requireOwnDeployment(db: Db, deploymentId: string): Promise<void> {
  if (!(await hasForeignMarkers(db, deploymentId))) return;
  throw new Error(
    `the database holds meetings of another deployment than DEPLOYMENT_ID "${deploymentId}"; set the DEPLOYMENT_ID that made them, or use a database of its own.`,
  );
}

const remedies: Record<string, string> = {
  "25006": `the database was read-only for ${maxWaitMs / 1000} seconds (a standby, or default_transaction_read_only): let DATABASE_URL lead to the one that is writable.`,
  "57014":
    "a migration takes longer than a statement of the service may: run npm run migrate, which waits for it.",
};

function explainOpening(error: unknown): string {
  const remedy = remedies[codeOf(error)];
  if (remedy) return remedy;
  if (isWorthWaiting(error)) {
    return `the database was unavailable for ${maxWaitMs / 1000} seconds: check the address in DATABASE_URL, and that PostgreSQL runs there.`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** A statement that was cut off for its length is cut off again. */
const isWorthWaiting = (error: unknown): boolean => isDatabaseUnavailable(error) && codeOf(error) !== "57014";

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";
