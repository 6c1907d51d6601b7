import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { inject } from "vitest";
import { databaseUrl } from "./database-url.ts";
import { withAdmin } from "./with-admin.ts";

const run = promisify(execFile);

export interface Backup {
  /** Makes a database out of the backup. */
  restore(): Promise<{ url: string; drop(): Promise<void> }>;
}

/**
 * A backup of a database that nobody is connected to: pg_dump's, where one is installed that is new enough for the server.
 * Else a copy of the files, on which the feed's epoch is begun by hand, as docs/operations.md says.
 */
export async function backUp(url: string): Promise<Backup> {
  const { adminUrl } = inject("postgres");
  const name = new URL(url).pathname.slice(1);
  const restored = `restored_${randomUUID().replaceAll("-", "")}`;
  const restoredUrl = databaseUrl(adminUrl, restored);
  const drop = () =>
    withAdmin(adminUrl, async (client) => {
      await client.query(`drop database if exists ${restored} with (force)`);
    });
  if (!(await canDump(adminUrl))) {
    await withAdmin(adminUrl, (client) => client.query(`create database ${restored} template ${name}`));
    return {
      async restore() {
        await beginEpoch(restoredUrl);
        return { url: restoredUrl, drop };
      },
    };
  }
  const folder = await mkdtemp(join(tmpdir(), "patientcare-backup-"));
  const file = join(folder, "database.dump");
  await run("pg_dump", ["--format=custom", `--file=${file}`, url]);
  return {
    async restore() {
      await withAdmin(adminUrl, (client) => client.query(`create database ${restored}`));
      await run("pg_restore", ["--no-owner", `--dbname=${restoredUrl}`, file]);
      await rm(folder, { recursive: true });
      return { url: restoredUrl, drop };
    },
  };
}

async function canDump(adminUrl: string): Promise<boolean> {
  const { rows } = await withAdmin(adminUrl, (client) =>
    client.query<{ version: string }>("select current_setting('server_version_num') as version"),
  );
  const answer = await run("pg_dump", ["--version"]).catch(() => null);
  const installed = Number(/\(PostgreSQL\) (\d+)/.exec(answer?.stdout ?? "")?.[1] ?? 0);
  return installed >= Math.floor(Number(rows[0]?.version) / 10_000);
}

async function beginEpoch(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("update feed_epoch set cluster = null");
  await client.end();
}
