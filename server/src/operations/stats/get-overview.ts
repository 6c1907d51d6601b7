import { countMeetings } from "@patientcare/zoom-db";
import type { z } from "zod";
import type { Overview, StatsRange } from "../../contract/stats.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { requirePermission } from "../meetings/require-meeting.ts";

/** How many meetings there are in each state, of those that begin in [from, to). */
export async function statsOverview(
  { db }: Deps,
  actor: Actor,
  range: StatsRange,
): Promise<z.output<typeof Overview>> {
  requirePermission(actor, "stats.overview");
  const counts = await countMeetings(db, range);
  return {
    totalMeetings: counts.total,
    activeMeetings: counts.started,
    scheduledMeetings: counts.pending + counts.scheduled,
    completedMeetings: counts.ended,
    cancelledMeetings: counts.cancelled,
    missedMeetings: counts.missed,
    failedMeetings: counts.failed,
    heldMeetings: counts.held,
    needingAttention: counts.attention,
    creationSuccessRate: counts.tried === 0 ? null : counts.created / counts.tried,
  };
}
