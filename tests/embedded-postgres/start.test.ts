import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { runningEmbeddedPostgres } from "@patientcare/zoom-embedded-postgres/running.ts";
import { expect, test } from "vitest";
import { withAdmin } from "../support/with-admin.ts";
import { aFolder } from "./a-folder.ts";
import { start } from "./start.ts";

const root = process.getuid?.() === 0;

async function startInAnotherProcess(
  dataDir: string,
): Promise<{ url: string; pid: number; started: boolean }> {
  const script = join(import.meta.dirname, "start-in-another-process.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, dataDir]);
  return JSON.parse(stdout);
}

test("an empty folder becomes a UTF-8 database of PostgreSQL 18 that keeps UTC and can make btree_gist", async () => {
  const { folder, dataDir } = await aFolder();
  const progress: string[] = [];
  const postgres = await start(dataDir, { onProgress: (line) => progress.push(line) });
  expect(postgres.started).toBe(true);
  expect(progress).toEqual([expect.stringMatching(/^Making a database in .*\(first start only\) …$/)]);
  const { rows } = await withAdmin(postgres.url, async (client) => {
    await client.query("create extension btree_gist");
    return client.query(
      `select current_setting('server_version_num')::int / 10000 as version, current_setting('timezone') as timezone,
              current_setting('server_encoding') as encoding, current_setting('listen_addresses') as listens`,
    );
  });
  expect(rows).toEqual([{ version: 18, timezone: "UTC", encoding: "UTF8", listens: "127.0.0.1" }]);
  expect((await stat(join(folder, "postgres.json"))).mode & 0o777).toBe(0o600);
  expect(await runningEmbeddedPostgres(join(folder, "postgres.json"))).toEqual({ url: postgres.url });
});

test("a second process uses the one that runs", async () => {
  const { dataDir } = await aFolder();
  const first = await start(dataDir);
  const second = await startInAnotherProcess(dataDir);
  expect(second).toEqual({ url: first.url, pid: first.pid, started: false });
});

test("of two processes that start at once, one starts and both use it", async () => {
  const { dataDir } = await aFolder();
  const both = await Promise.all([startInAnotherProcess(dataDir), startInAnotherProcess(dataDir)]);
  expect(both.map(({ started }) => started).sort()).toEqual([false, true]);
  expect(both[0]?.pid).toBe(both[1]?.pid);
});

test("a lost runtime file is written again", async () => {
  const { folder, dataDir } = await aFolder();
  const first = await start(dataDir);
  const runtimeFile = join(folder, "other.json");
  const second = await start(dataDir, { runtimeFile });
  expect(second).toMatchObject({ url: first.url, started: false });
  expect(await runningEmbeddedPostgres(runtimeFile)).toEqual({ url: first.url });
});

test.skipIf(!root)(
  `root starts it in a folder only root may enter${root ? "" : " (skipped: this needs root)"}`,
  async () => {
    const { dataDir } = await aFolder({ mode: 0o700 });
    const progress: string[] = [];
    const postgres = await start(dataDir, { onProgress: (line) => progress.push(line) });
    expect(postgres.dataDir).not.toBe(dataDir);
    expect(progress.join("\n")).toContain(`The database is kept in ${postgres.dataDir}`);
    expect((await stat(postgres.dataDir)).mode & 0o777).toBe(0o700);
    const again = await start(dataDir);
    expect(again).toMatchObject({ pid: postgres.pid, started: false });
  },
);
