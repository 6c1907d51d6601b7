import { type Kysely, sql } from "kysely";
import { type Migration, type MigrationResult, Migrator } from "kysely/migration";
import * as createPeopleAndAppointments from "./migrations/0001_create_people_and_appointments.ts";
import * as createMeetings from "./migrations/0002_create_meetings.ts";
import * as createVisits from "./migrations/0003_create_visits.ts";
import * as createLinksAndAccessLog from "./migrations/0004_create_links_and_access_log.ts";
import * as createArchives from "./migrations/0005_create_archives.ts";
import * as indexArchives from "./migrations/0006_index_archives.ts";
import * as createRateLimits from "./migrations/0007_create_rate_limits.ts";
import * as indexDeliveries from "./migrations/0008_index_deliveries.ts";
import * as tellEvents from "./migrations/0009_tell_events.ts";
import * as createWebhookHealth from "./migrations/0010_create_webhook_health.ts";
import type { Database } from "./schema.ts";

const migrations: Record<string, Migration> = {
  "0001_create_people_and_appointments": createPeopleAndAppointments,
  "0002_create_meetings": createMeetings,
  "0003_create_visits": createVisits,
  "0004_create_links_and_access_log": createLinksAndAccessLog,
  "0005_create_archives": createArchives,
  "0006_index_archives": indexArchives,
  "0007_create_rate_limits": createRateLimits,
  "0008_index_deliveries": indexDeliveries,
  "0009_tell_events": tellEvents,
  "0010_create_webhook_health": createWebhookHealth,
};

const oldestSupportedServer = 150_000;

const migratorFor = (db: Kysely<Database>) =>
  new Migrator({ db, provider: { getMigrations: async () => migrations } });

/**
 * Brings the database to the newest schema; safe to run from several processes at once (Kysely's migrator
 * takes an advisory lock). Returns the names of the migrations that this call ran.
 * @throws when the server is older than PostgreSQL 15, or when a migration fails (nothing of it remains).
 */
export async function migrateToLatest(db: Kysely<Database>): Promise<string[]> {
  await requireSupportedServer(db);
  const { error, results } = await migratorFor(db).migrateToLatest();
  if (error) throw error;
  return (results ?? []).filter((result) => result.status === "Success").map(nameOf);
}

/** True when every migration that this code knows has run. */
export async function isMigrated(db: Kysely<Database>): Promise<boolean> {
  const known = await migratorFor(db).getMigrations();
  return known.every((migration) => migration.executedAt !== undefined);
}

async function requireSupportedServer(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ version: number }>`
    select current_setting('server_version_num')::int as version`.execute(db);
  const version = rows[0]?.version ?? 0;
  if (version < oldestSupportedServer) {
    throw new Error(
      `PostgreSQL 15 or newer is needed, but DATABASE_URL leads to ${version}. Upgrade it, or use another.`,
    );
  }
}

const nameOf = (result: MigrationResult) => result.migrationName;
