import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";
import { runningEmbeddedPostgres } from "@patientcare/zoom-embedded-postgres/running.ts";
import { Client } from "pg";
import { expect, test } from "vitest";
import { withAdmin } from "../support/with-admin.ts";
import { aFolder } from "./a-folder.ts";
import { start } from "./start.ts";

const writeNote = (url: string) =>
  withAdmin(url, (client) => client.query("create table notes as select 'kept' as note"));
const readNotes = (url: string) =>
  withAdmin(url, async (client) => (await client.query("select note from notes")).rows);

test("data and port survive a stop and a start", async () => {
  const { folder, dataDir } = await aFolder();
  const first = await start(dataDir);
  await writeNote(first.url);
  await first.stop();
  expect(processAlive(first.pid)).toBe(false);
  expect(await runningEmbeddedPostgres(join(folder, "postgres.json"))).toBeNull();

  const second = await start(dataDir);
  expect(second).toMatchObject({ url: first.url, started: true });
  expect(await readNotes(second.url)).toEqual([{ note: "kept" }]);
  await second.stop();
});

test("a start after kill -9 recovers the data", async () => {
  const { dataDir } = await aFolder();
  const first = await start(dataDir);
  await writeNote(first.url);
  process.kill(first.pid, "SIGKILL");

  const second = await start(dataDir);
  expect(second.started).toBe(true);
  expect(await readNotes(second.url)).toEqual([{ note: "kept" }]);
});

test("what a crash left is no hindrance: a dead starter's lock, and a process id that is another's now", async () => {
  const { dataDir } = await aFolder();
  const first = await start(dataDir);
  await writeNote(first.url);
  process.kill(first.pid, "SIGKILL");
  await writeFile(`${dataDir}.lock`, "2147483646");
  const { port } = new URL(first.url);
  await writeFile(join(dataDir, "postmaster.pid"), `${process.pid}\n${dataDir}\n0\n${port}\n\n127.0.0.1\n`);

  const second = await start(dataDir);
  expect(await readNotes(second.url)).toEqual([{ note: "kept" }]);
});

test("stop leaves it running while somebody else is connected", async () => {
  const { dataDir } = await aFolder();
  const postgres = await start(dataDir);
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await postgres.stop();
  expect((await client.query("select 1 as answer")).rows).toEqual([{ answer: 1 }]);

  await client.end();
  await postgres.stop();
  expect(processAlive(postgres.pid)).toBe(false);
});

test("stop leaves it running when another process that lives started it", async () => {
  const { dataDir } = await aFolder();
  const first = await start(dataDir);
  const second = await start(dataDir);
  await second.stop();
  expect(processAlive(first.pid)).toBe(true);
});

test("a folder that holds something else is refused and left alone", async () => {
  const { dataDir } = await aFolder();
  await mkdir(dataDir);
  await writeFile(join(dataDir, "letter.txt"), "mine");
  await expect(start(dataDir)).rejects.toThrow(/holds something that is not a database/);
});
