import { markSwept, openCreateAttempts, readClock } from "@patientcare/zoom-db";
import { listOpenAttempts } from "./list-open-attempts.ts";
import { markOrphans } from "./mark-orphans.ts";
import { addMs, done, type StepResult, type SyncRun, soonest } from "./sync-run.ts";

/**
 * Finds the orphans that attempts of unknown outcome left at Zoom, and marks them for deletion. They are searched at once
 * where nothing is wanted any more, and once more when nothing new can appear.
 */
export async function sweepAttempts(run: SyncRun, options: { atOnce: boolean }): Promise<StepResult> {
  const { deps, lease } = run;
  const open = await openCreateAttempts(deps.db, lease.id);
  if (open.length === 0) return done;
  const now = await readClock(deps.db);
  const endOf = (sentAt: Date) => addMs(sentAt, deps.config.sync.horizonSeconds * 1000);
  const over = open.filter((attempt) => endOf(attempt.sent_at) <= now);
  const waiting = open.filter((attempt) => endOf(attempt.sent_at) > now);
  const chosen = options.atOnce ? open : over;
  if (chosen.length > 0) {
    if (!run.hasTime()) return { next: now };
    const listing = await listOpenAttempts(run, chosen);
    await markOrphans(run, listing.found);
    if (over.length > 0) {
      await markSwept(
        deps.db,
        over.map((attempt) => attempt.id),
      );
    }
  }
  return { next: soonest(waiting.map((attempt) => endOf(attempt.sent_at))) };
}
