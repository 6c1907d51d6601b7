import { noMeetings, readStatistics } from "@patientcare/zoom-db";
import { maxTime, minTime } from "../../contract/fields.ts";
import type { Overview, StatsRange } from "../../contract/stats.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { cellsOfRange } from "../../domain/statistics/cells-of-range.ts";
import { requirePermission } from "../meetings/require-meeting.ts";
import { readCallFigures } from "./read-call-figures.ts";
import { viewFigures } from "./view-figures.ts";

/** The figures of the meetings that begin in [from, to), and of the calls in this process. */
export async function statsOverview(
  { db, metrics }: Pick<Deps, "db" | "metrics">,
  actor: Actor,
  { from = minTime, to = maxTime }: StatsRange,
): Promise<Overview> {
  requirePermission(actor, "stats.overview");
  const [[counts = noMeetings], calls] = await Promise.all([
    readStatistics(db, [cellsOfRange({ since: from, until: to })], { byHost: false }),
    readCallFigures(metrics),
  ]);
  return { ...viewFigures(counts), ...calls };
}
