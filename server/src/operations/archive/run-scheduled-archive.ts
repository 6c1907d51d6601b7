import type { Deps } from "../../deps.ts";
import { runScheduledTask } from "../upkeep/run-scheduled-task.ts";
import { archiveMeetings } from "./archive-meetings.ts";

const dayMs = 24 * 3_600_000;

/** Archives old meetings when that is due: on Sundays at 02:00 UTC. */
export const runScheduledArchive = (deps: Deps): Promise<void> =>
  runScheduledTask(deps, "archive-meetings", async (shouldStop) => {
    const { rows, stopped } = await archiveMeetings(deps, {
      olderThanMs: deps.config.retentionDays * dayMs,
      limit: null,
      shouldStop,
    });
    deps.log.info({ event: "cleanup", count: rows.zoom_meetings }, "Archived old meetings");
    return { finished: !stopped };
  });
