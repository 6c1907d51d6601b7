import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { ScheduledTask } from "../../unions.ts";

const taskLeaseEnd = sql<Date>`clock_timestamp() + interval '60 seconds'`;
// Monday of the week of (now − 6 days 2 hours), plus 13 days 2 hours: always the first Sunday 02:00 UTC after now.
const nextSundayNight = sql<Date>`(date_trunc('week', clock_timestamp() at time zone 'UTC' - interval '6 days 2 hours')
  + interval '13 days 2 hours') at time zone 'UTC'`;

/** The lease of one run of a task, as the database wrote it. */
export type TaskLease = string;

/** Acquires the lease of a task that is due; undefined when it is not due, or another process runs it. */
export async function acquireTask(db: Db, name: ScheduledTask): Promise<TaskLease | undefined> {
  const row = await db
    .updateTable("scheduled_tasks")
    .set({ lease_until: taskLeaseEnd })
    .where("name", "=", name)
    .where("next_run_at", "<=", sql<Date>`clock_timestamp()`)
    .where((where) =>
      where.or([where("lease_until", "is", null), where("lease_until", "<=", sql<Date>`clock_timestamp()`)]),
    )
    .returning(sql<string>`lease_until::text`.as("lease"))
    .executeTakeFirst();
  return row?.lease;
}

/** The new lease; undefined when another process has taken the task over. */
export async function extendTask(
  db: Db,
  name: ScheduledTask,
  lease: TaskLease,
): Promise<TaskLease | undefined> {
  const row = await db
    .updateTable("scheduled_tasks")
    .set({ lease_until: taskLeaseEnd })
    .where("name", "=", name)
    .where(sql<string>`lease_until::text`, "=", lease)
    .returning(sql<string>`lease_until::text`.as("lease"))
    .executeTakeFirst();
  return row?.lease;
}

// The day of (now − 3 hours), plus 27 hours: always the first 03:00 UTC after now.
const nextNight = sql<Date>`(date_trunc('day', clock_timestamp() at time zone 'UTC' - interval '3 hours')
  + interval '27 hours') at time zone 'UTC'`;

const nextRunOf = {
  "archive-meetings": nextSundayNight,
  "forget-old-data": nextNight,
  "check-after-restore": sql<Date>`'infinity'::timestamptz`,
} as const satisfies Record<ScheduledTask, unknown>;

/** True while a task is due, also while a process runs it. */
export async function isTaskDue(db: Db, name: ScheduledTask): Promise<boolean> {
  const row = await db
    .selectFrom("scheduled_tasks")
    .select("name")
    .where("name", "=", name)
    .where("next_run_at", "<=", sql<Date>`clock_timestamp()`)
    .executeTakeFirst();
  return row !== undefined;
}

/** Gives the lease back: a finished task is due at its next time, an unfinished one at once or a little later. */
export async function releaseTask(
  db: Db,
  name: ScheduledTask,
  lease: TaskLease,
  { finished, retryAfterSeconds = 0 }: { finished: boolean; retryAfterSeconds?: number },
): Promise<void> {
  await db
    .updateTable("scheduled_tasks")
    .set({
      lease_until: null,
      next_run_at: finished
        ? nextRunOf[name]
        : sql<Date>`clock_timestamp() + make_interval(secs => ${retryAfterSeconds})`,
    })
    .where("name", "=", name)
    .where(sql<string>`lease_until::text`, "=", lease)
    .execute();
}
