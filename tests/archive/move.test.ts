import { randomUUID } from "node:crypto";
import { noRows } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { seedMeetings } from "../../scripts/bench/cleanup/seed-meetings.ts";
import { databaseLine } from "../commands/database-line.ts";
import { archiveIn, finishedMeetings, previewIn } from "./finished-meetings.ts";
import { outputOf, runCleanup } from "./run-cleanup.ts";
import { archivedTables, countRows, wholeContent } from "./whole-content.ts";

test("every row of a finished meeting goes into the archive with its values; only the ways in are left behind", async () => {
  await using database = await finishedMeetings(30);
  const { db, url } = database;
  await sql`update zoom_meetings set host_url = 'k1.start', host_url_fetched_at = now() where join_url is not null`.execute(
    db,
  );
  await seedMeetings(url, { meetings: 3, daysAgo: 5 });
  await db
    .insertInto("access_log")
    .values({ id: randomUUID(), action: "links.get", decision: "allowed" })
    .execute();
  const rowsOf = async (table: string) => {
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) as row from ${sql.table(table)} t order by 1`.execute(db);
    return rows.map(({ row }) => row);
  };
  const before = new Map<string, Record<string, unknown>[]>();
  for (const table of archivedTables) before.set(table, await rowsOf(table));
  const others = [await rowsOf("access_log"), await rowsOf("appointments"), await rowsOf("persons")];
  const young = new Set(
    (
      await sql<{ id: string; zoom: string }>`
      select m.id, r.zoom_meeting_id as zoom from zoom_meetings m join zoom_references r on r.meeting_id = m.id
      where start_time > now() - interval '30 days'`.execute(db)
    ).rows.flatMap(({ id, zoom }) => [id, zoom]),
  );
  expect(young.size).toBe(6);
  const isYoung = (table: string, row: Record<string, unknown>) =>
    young.has(
      String(
        table === "zoom_meetings"
          ? row.id
          : table === "webhook_deliveries"
            ? row.zoom_meeting_id
            : row.meeting_id,
      ),
    );

  const { rows: moved } = await archiveIn(db);

  for (const table of archivedTables) {
    const rows = before.get(table) ?? [];
    const gone = rows.filter((row) => !isYoung(table, row));
    expect(gone.length).toBeGreaterThan(0);
    expect(moved[table]).toBe(gone.length);
    expect(await rowsOf(table)).toEqual(rows.filter((row) => isYoung(table, row)));
    const archived = await rowsOf(`${table}_archive`);
    const expected = gone.map((row) => ({
      ...row,
      archived_at: expect.any(String),
      ...(table === "zoom_meetings" && {
        host_url: null,
        host_url_fetched_at: null,
        join_url: null,
        password: null,
      }),
    }));
    if (table !== "zoom_references") expect(archived).toEqual(expect.arrayContaining(expected));
    expect(archived).toHaveLength(expected.length);
  }
  expect([await rowsOf("access_log"), await rowsOf("appointments"), await rowsOf("persons")]).toEqual(others);
});

test("a dry run changes nothing and tells exactly what the run after it moves, with and without a limit", async () => {
  await using database = await finishedMeetings(250);
  const { db, url } = database;
  const content = await wholeContent(db);
  const live = await countRows(db, "");
  for (const words of [["--limit", "203"], []]) {
    const preview = await outputOf(url, ["--dry-run", ...words]);
    expect((await countRows(db, "_archive")).zoom_meetings).toBe(words[1] ? 0 : 203);
    const run = await outputOf(url, words);
    expect(preview).toMatchObject({ dryRun: true, stopped: false });
    expect({ ...run, before: "" }).toEqual({ ...preview, before: "", dryRun: false });
    if (words[1]) expect(run.meetings).toBe(Number(words[1]));
  }
  expect(await countRows(db, "_archive")).toEqual(live);
  expect(await wholeContent(db)).toEqual(content);
  expect(await archiveIn(db)).toMatchObject({ oldest: null, newest: null, zoomDeletions: 0, rows: noRows() });
});

test("in words it tells the same, without a bar, and the oldest go first", async () => {
  await using database = await finishedMeetings(20);
  const { db, url } = database;
  const reported = await runCleanup(url, ["--dry-run", "--limit", "5"]).ended;
  expect(reported).toMatchObject({ code: 0, stderr: "" });
  const [line = "", ...words] = reported.stdout.split("\n");
  expect(line).toBe(databaseLine(url));
  expect(words.join("\n")).toMatch(/^5 meetings whose slot ended before .*Z would go into the archive\n/);
  expect(reported.stdout).toMatch(/webhook_deliveries +\d+ rows\n/);
  const { rows } = await sql<{
    id: string;
  }>`select id from zoom_meetings order by start_time limit 5`.execute(db);
  await archiveIn(db, { limit: 5 });
  const archived = await db.selectFrom("zoom_meetings_archive").select("id").orderBy("start_time").execute();
  expect(archived).toEqual(rows);
});

test("age counts from the end of the slot, and RETENTION_DAYS holds where the command line says nothing", async () => {
  await using database = await finishedMeetings(3);
  const { db, url } = database;
  const older = (interval: string) =>
    sql`
    update zoom_meetings set start_time = now() - interval '30 minutes' - ${interval}::interval`.execute(db);
  const hour = 3_600_000;
  const meetings = async (hours: number) =>
    (await previewIn(db, { olderThanMs: hours * hour })).rows.zoom_meetings;
  await older("47 hours 59 minutes");
  expect([await meetings(47), await meetings(48)]).toEqual([3, 0]);
  await older("48 hours 1 minute");
  expect([await meetings(48), await meetings(30 * 24)]).toEqual([3, 0]);
  await expect(meetings(23.9)).rejects.toThrow(/24 hours/);
  const reported = await runCleanup(url, ["--dry-run", "--json"], { RETENTION_DAYS: "2" }).ended;
  expect(JSON.parse(reported.stdout)).toMatchObject({ meetings: 3 });
});

test("what is not over yet waits: a lease, news in the inbox, a lost create, somebody inside, another status", async () => {
  await using database = await finishedMeetings(8);
  const { db } = database;
  const ids = (await sql<{ id: string }>`select id from zoom_meetings order by start_time`.execute(db)).rows;
  const nth = (number: number) => ids[number]?.id ?? "";
  const lost = { outcome: "unknown", swept_at: null } as const;
  const change = (id: string, set: object) =>
    db.updateTable("zoom_meetings").set(set).where("id", "=", id).execute();
  await change(nth(0), { lease_until: sql`now() + interval '1 minute'` });
  await sql`
    update webhook_deliveries set state = 'received'
    where zoom_meeting_id = (select zoom_meeting_id from zoom_references where meeting_id = ${nth(1)})`.execute(
    db,
  );
  await db
    .updateTable("zoom_attempts")
    .set({ ...lost, sent_at: new Date() })
    .where("meeting_id", "=", nth(2))
    .execute();
  await db.updateTable("zoom_attempts").set(lost).where("meeting_id", "=", nth(3)).execute();
  await change(nth(3), { next_attempt_at: sql`now()` });
  await sql`
    insert into meeting_sessions (id, meeting_id, zoom_meeting_id, zoom_uuid, started_at, heard_at, complete, end_assumed)
    values (gen_random_uuid(), ${nth(4)}, '1', 'running', now() - interval '29 hours', now(), false, false)`.execute(
    db,
  );
  await change(nth(5), { status: "failed", zoom_meeting_id: null, join_url: null, password: null });
  expect((await previewIn(db)).rows.zoom_meetings).toBe(2);
  expect((await archiveIn(db)).rows.zoom_meetings).toBe(2);
  const left = await db.selectFrom("zoom_meetings").select("id").orderBy("start_time").execute();
  expect(left.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5].map(nth));

  await change(nth(0), { lease_until: sql`now() - interval '1 second'` });
  await db.updateTable("webhook_deliveries").set({ state: "stored" }).execute();
  await db.updateTable("zoom_attempts").set({ swept_at: new Date() }).execute();
  await db.updateTable("meeting_sessions").set({ ended_at: new Date() }).execute();
  expect((await archiveIn(db)).rows.zoom_meetings).toBe(5);
});

test("a column that a newer version adds while the cleanup runs is moved from the next batch on", async () => {
  await using database = await finishedMeetings(60);
  const { db } = database;
  let stop = false;
  const options = {
    onBatch: () => {
      stop = true;
    },
    shouldStop: () => stop,
  };
  await archiveIn(db, options);
  for (const table of ["join_links", "join_links_archive"])
    await sql`alter table ${sql.table(table)} add column mood text`.execute(db);
  await sql`update join_links set mood = 'calm'`.execute(db);
  const { rows } = await archiveIn(db);
  const { rows: moods } = await sql<{ mood: string | null; count: number }>`
    select mood, count(*) from join_links_archive group by 1 order by 1`.execute(db);
  expect(moods).toContainEqual({ mood: "calm", count: rows.join_links });
  expect(await countRows(db, "")).toMatchObject({ zoom_meetings: 0, join_links: 0 });
});
