import { createDatabase, migrateToLatest } from "@patientcare/zoom-db";
import { startOwnedCluster } from "@patientcare/zoom-embedded-postgres/start-cluster.ts";
import type { TestProject } from "vitest/node";
import { testDatabaseUrl } from "./config.ts";
import { databaseUrl } from "./database-url.ts";
import { templateDatabase } from "./template-database.ts";
import { withAdmin } from "./with-admin.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: { adminUrl: string; copyStrategy: "file_copy" | "wal_log" };
  }
}

// Fast and not durable.
const clusterSettings = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "300",
  shared_buffers: "128MB",
};

/** One PostgreSQL for the whole run: a temporary one, or the server TEST_DATABASE_URL leads to. */
export async function setup(project: TestProject): Promise<() => Promise<void> | void> {
  const cluster = testDatabaseUrl
    ? { url: testDatabaseUrl, remove: () => dropTemplate(testDatabaseUrl ?? "") }
    : await startOwnedCluster("patientcare-tests-", clusterSettings);
  try {
    await makeTemplate(cluster.url);
    project.provide("postgres", { adminUrl: cluster.url, copyStrategy: await fasterStrategy(cluster.url) });
    return cluster.remove;
  } catch (error) {
    await cluster.remove();
    throw error;
  }
}

async function makeTemplate(adminUrl: string): Promise<void> {
  await dropTemplate(adminUrl);
  await withAdmin(adminUrl, (client) => client.query(`create database ${templateDatabase}`));
  const url = databaseUrl(adminUrl, templateDatabase);
  const db = createDatabase(url, { maxConnections: 1 });
  await migrateToLatest(db).finally(() => db.destroy());
}

async function dropTemplate(adminUrl: string): Promise<void> {
  await withAdmin(adminUrl, (client) =>
    client.query(`drop database if exists ${templateDatabase} with (force)`),
  );
}

/** Copying files needs a checkpoint: quick where nothing is synced, slow elsewhere. */
async function fasterStrategy(adminUrl: string): Promise<"file_copy" | "wal_log"> {
  const { rows } = await withAdmin(adminUrl, (client) => client.query("show fsync"));
  return rows[0]?.fsync === "off" ? "file_copy" : "wal_log";
}
