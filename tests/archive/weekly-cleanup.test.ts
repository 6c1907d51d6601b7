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
  const { rows: schedules } = await sql`select name, cron, timezone from pgboss.schedule`.execute(db);
  expect(schedules).toEqual([{ name: "archive-meetings", cron: "0 2 * * 0", timezone: "UTC" }]);
  await other.stop();

  const stopped = await db.transaction().execute(async (holder) => {
    // A row of a later batch, which waits for it while the service is told to end.
    await sql`
      select from meeting_events
      where meeting_id = (select id from zoom_meetings order by start_time, id offset 300 limit 1)
      for update`.execute(holder);
    await sql`insert into pgboss.job (name) values ('archive-meetings')`.execute(db);
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
}, 60_000);
