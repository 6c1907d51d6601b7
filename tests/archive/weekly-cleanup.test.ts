import { acquireTask, extendTask, releaseTask } from "@patientcare/zoom-db";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { seedMeetings } from "../../scripts/bench/cleanup/seed-meetings.ts";
import { openWorld } from "../faults/open-world.ts";
import { eventually } from "../support/eventually.ts";
import { countRows, wholeContent } from "./whole-content.ts";
import { workingCleanups } from "./working-cleanups.ts";

test("the service cleans up on Sundays at 02:00 UTC, once for all replicas; told to end, it finishes the batch that runs", async () => {
  await using world = await openWorld();
  const { db } = world;
  const url = world.environment.DATABASE_URL ?? "";
  await seedMeetings(url, { meetings: 600, daysAgo: 60 });
  const before = await wholeContent(db);
  const archived = async () => (await countRows(db, "_archive")).zoom_meetings;

  const [server, other] = await Promise.all([1, 2].map(() => startServer(readConfig(world.environment))));
  if (!server || !other) throw new Error("No service was started");
  const nextRun = () =>
    db
      .selectFrom("scheduled_tasks")
      .selectAll()
      .where("name", "=", "archive-meetings")
      .executeTakeFirstOrThrow();
  const isSundayNight = ({ next_run_at: at }: Awaited<ReturnType<typeof nextRun>>) =>
    [at.getUTCDay(), at.toISOString().slice(10), at > new Date()].join() === "0,T02:00:00.000Z,true";
  expect(isSundayNight(await nextRun())).toBe(true);
  await other.stop();

  const stopped = await db.transaction().execute(async (holder) => {
    // A row of a later batch, which waits for it while the service is told to end.
    await sql`
      select from meeting_events
      where meeting_id = (select id from zoom_meetings order by start_time, id offset 300 limit 1)
      for update`.execute(holder);
    await sql`update scheduled_tasks set next_run_at = clock_timestamp()`.execute(db);
    await eventually(async () => expect((await workingCleanups(db, "patientcare-zoom")).waiting).toBe(1));
    expect(await archived()).toBeLessThanOrEqual(300);
    const stopping = server.stop();
    await eventually(() => expect(server.deps.isDraining()).toBe(true));
    return { stopping };
  });
  await stopped.stopping;
  expect(await archived()).toBeGreaterThan(300);
  expect(await archived()).toBeLessThan(600);
  const { zoom_attempts: _, ...content } = await wholeContent(db);
  expect(before).toMatchObject(content);
  // Stopped early, it is due still: the next service finishes the rest, and is due next Sunday.
  expect(await nextRun()).toMatchObject({ lease_until: null });
  expect((await nextRun()).next_run_at.getTime()).toBeLessThanOrEqual(Date.now());
  const again = await startServer(readConfig(world.environment));
  await eventually(async () => expect(await archived()).toBe(600));
  await eventually(async () => expect(isSundayNight(await nextRun())).toBe(true));
  await again.stop();
}, 60_000);

test("a task that is leased is run by nobody else until its lease ends", async () => {
  await using world = await openWorld();
  const { db } = world;
  await sql`update scheduled_tasks set next_run_at = clock_timestamp()`.execute(db);
  const leases = await Promise.all(Array.from({ length: 8 }, () => acquireTask(db, "archive-meetings")));
  const [lease, ...more] = leases.filter((one) => one !== undefined);
  expect(more).toEqual([]);
  await sql`update scheduled_tasks set lease_until = clock_timestamp()`.execute(db);
  const takenOver = await acquireTask(db, "archive-meetings");
  expect(takenOver).toBeDefined();
  expect(await extendTask(db, "archive-meetings", lease ?? "")).toBeUndefined();
  await releaseTask(db, "archive-meetings", lease ?? "", { finished: true });
  expect(await acquireTask(db, "archive-meetings")).toBeUndefined();
});
