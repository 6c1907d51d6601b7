import { type Kysely, sql } from "kysely";
import { type Migration, type MigrationResult, Migrator } from "kysely/migration";
import * as peopleAndAppointments from "./migrations/0001_people_and_appointments.ts";
import * as meetings from "./migrations/0002_meetings.ts";
import * as visits from "./migrations/0003_visits.ts";
import * as linksAndAccessLog from "./migrations/0004_links_and_access_log.ts";
import * as upkeep from "./migrations/0005_upkeep.ts";
import * as archives from "./migrations/0006_archives.ts";
import * as statistics from "./migrations/0007_statistics.ts";
import * as revokedCallers from "./migrations/0008_revoked_callers.ts";
import * as evidence from "./migrations/0009_evidence.ts";
import { isReadOnly } from "./postgres-errors.ts";
import type { Database } from "./schema.ts";
import { UnusableDatabase } from "./unusable-database.ts";

const migrations: Record<string, Migration> = {
  "0001_people_and_appointments": peopleAndAppointments,
  "0002_meetings": meetings,
  "0003_visits": visits,
  "0004_links_and_access_log": linksAndAccessLog,
  "0005_upkeep": upkeep,
  "0006_archives": archives,
  "0007_statistics": statistics,
  "0008_revoked_callers": revokedCallers,
  "0009_evidence": evidence,
};

const migratorFor = (db: Kysely<Database>) =>
  new Migrator({ db, provider: { getMigrations: async () => migrations } });

/**
 * Brings the database to the newest schema; safe to run from several processes at once (Kysely's migrator
 * takes an advisory lock). Returns the names of the migrations that this call ran.
 * @throws when another version of the code migrated the database, or when a migration fails (nothing of it remains);
 * UnusableDatabase when one is due and the database is read-only
 */
export async function migrateToLatest(db: Kysely<Database>): Promise<string[]> {
  await requireKnownMigrations(db);
  const { error, results } = await migratorFor(db).migrateToLatest();
  if (isReadOnly(error)) {
    throw new UnusableDatabase(
      "The database lacks a migration and is read-only (a standby, or default_transaction_read_only): migrate where it is writable.",
      { cause: error },
    );
  }
  if (error) throw error;
  return (results ?? []).filter((result) => result.status === "Success").map(nameOf);
}

/** True when every migration that this code knows has run. */
export async function isMigrated(db: Kysely<Database>): Promise<boolean> {
  const known = await migratorFor(db).getMigrations();
  return known.every((migration) => migration.executedAt !== undefined);
}

/** Migrations from before the first release were replaced by one baseline, and no data crosses over. */
async function requireKnownMigrations(db: Kysely<Database>): Promise<void> {
  const { rows: tables } =
    await sql`select to_regclass('kysely_migration') as name where to_regclass('kysely_migration') is not null`.execute(
      db,
    );
  if (tables.length === 0) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.find(({ name }) => !Object.hasOwn(migrations, name));
  if (!unknown) return;
  throw new Error(
    `The database was migrated by another version of this service (${unknown.name}): on a development machine delete the folder .data, elsewhere use an empty database or the newer version.`,
  );
}

const nameOf = (result: MigrationResult) => result.migrationName;
