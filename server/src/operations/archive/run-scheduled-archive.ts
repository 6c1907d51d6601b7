import { acquireTask, extendTask, releaseTask, type TaskLease } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { archiveMeetings } from "./archive-meetings.ts";

const task = "archive-meetings";
const dayMs = 24 * 3_600_000;
const extendEveryMs = 20_000;

/**
 * Archives old meetings when that is due: on Sundays at 02:00 UTC, in one of the processes that work. One that stops early
 * leaves the rest to another process at once, one that dies when its lease has ended.
 */
export async function runScheduledArchive(deps: Deps): Promise<void> {
  let lease: TaskLease | undefined = await acquireTask(deps.db, task);
  if (lease === undefined) return;
  const extension = setInterval(async () => {
    lease &&= await extendTask(deps.db, task, lease).catch(() => lease);
  }, extendEveryMs);
  let finished = false;
  try {
    const { rows, stopped } = await archiveMeetings(deps, {
      olderThanMs: deps.config.retentionDays * dayMs,
      limit: null,
      shouldStop: () => deps.isDraining() || lease === undefined,
    });
    finished = !stopped;
    deps.log.info({ event: "cleanup", count: rows.zoom_meetings }, "Archived old meetings");
  } finally {
    clearInterval(extension);
    if (lease !== undefined) await releaseTask(deps.db, task, lease, { finished });
  }
}
