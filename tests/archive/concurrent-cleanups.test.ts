import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { sizeOf } from "../support/size.ts";
import { archiveIn, finishedMeetings } from "./finished-meetings.ts";
import { type Report, runCleanup } from "./run-cleanup.ts";
import { countRows, halvesLeft, wholeContent, wholeCounts } from "./whole-content.ts";
import { workingCleanups } from "./working-cleanups.ts";

test("two copies at once move everything once", async () => {
  await using database = await finishedMeetings(500);
  const { db, url } = database;
  const before = await wholeContent(db);
  const live = await countRows(db, "");
  const ended = await Promise.all([1, 2].map(() => runCleanup(url, ["--json"]).ended));
  const reported = ended.map(({ code, stdout }): Report => {
    expect(code).toBe(0);
    return JSON.parse(stdout);
  });
  expect(await countRows(db, "_archive")).toEqual(live);
  for (const [table, count] of Object.entries(live)) {
    expect(reported.reduce((sum, { rows }) => sum + (rows[table] ?? 0), 0)).toBe(count);
  }
  expect(await wholeContent(db)).toEqual(before);
});

test("a signal lets the batch that runs end, and the exit code says so", async () => {
  await using database = await finishedMeetings(600);
  const { db, url } = database;
  const before = await wholeContent(db);
  const cleanup = await db.transaction().execute(async (holder) => {
    // A row of a later batch, which waits for it while the signal comes.
    await sql`
      select from meeting_events
      where meeting_id = (select id from zoom_meetings order by start_time, id offset 300 limit 1)
      for update`.execute(holder);
    const started = runCleanup(url, ["--json"]);
    await eventually(async () => expect((await workingCleanups(db)).waiting).toBe(1));
    expect((await countRows(db, "_archive")).zoom_meetings).toBeLessThanOrEqual(300);
    started.child.kill("SIGTERM");
    return started;
  });
  const { code, stdout } = await cleanup.ended;
  expect(code).toBe(3);
  const { zoom_meetings: meetings } = await countRows(db, "_archive");
  expect(meetings).toBeGreaterThan(300);
  expect(meetings).toBeLessThan(600);
  expect(JSON.parse(stdout)).toMatchObject({ stopped: true, meetings });
  expect(await wholeContent(db)).toEqual(before);
});

const wantedRows = sizeOf({ everyday: 6_000, full: 1_000_000 });
const kills = sizeOf({ everyday: 2, full: 20 });
const fewestRowsOfMeeting = 19;
// The everyday size would be over before a busy machine gets to the second kill.
const pauseSeconds = sizeOf({ everyday: 0.005, full: 0 });

test(
  `${wantedRows} rows, killed ${kills} times on the way: nothing is lost, nothing is there twice`,
  async () => {
    await using database = await finishedMeetings(Math.ceil(wantedRows / fewestRowsOfMeeting));
    const { db, url } = database;
    await sql`create function pause() returns trigger language plpgsql as
      ${sql.lit(`begin perform pg_sleep(${pauseSeconds}); return new; end`)}`.execute(db);
    await sql`create trigger pause before insert on zoom_meetings_archive for each row execute function pause()`.execute(
      db,
    );
    const before = await wholeContent(db);
    expect(Object.values(before).reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThanOrEqual(wantedRows);
    const meetings = before.zoom_meetings?.rows ?? 0;
    const archived = async () => (await countRows(db, "_archive")).zoom_meetings ?? 0;

    for (let kill = 0; kill < kills; kill += 1) {
      const cleanup = runCleanup(url, ["--json"]);
      const goal = Math.floor((meetings * kill) / kills);
      await eventually(async () => {
        expect((await workingCleanups(db)).moving).toBe(1);
        expect(await archived()).toBeGreaterThanOrEqual(goal);
      }, 60_000);
      // No wait for anything: the kill comes at a random moment of a batch.
      await sleep(Math.random() * 20);
      cleanup.child.kill("SIGKILL");
      await cleanup.ended;
      expect(cleanup.child).toMatchObject({ exitCode: null, signalCode: "SIGKILL" });
      await eventually(async () => expect((await workingCleanups(db)).connected).toBe(0));
      expect(before).toMatchObject(await wholeCounts(db));
      expect(await halvesLeft(db)).toEqual([]);
      if (kills > 5) console.log(`kill ${kill + 1} of ${kills}: ${await archived()} of ${meetings} meetings`);
    }
    await archiveIn(db);
    expect(await archived()).toBe(meetings);
    expect(Object.values(await countRows(db, "")).every((count) => count === 0)).toBe(true);
    expect(await wholeContent(db)).toEqual(before);
  },
  sizeOf({ everyday: 60_000, full: 2_400_000 }),
);
