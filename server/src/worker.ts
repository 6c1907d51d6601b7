import type { Deps } from "./deps.ts";
import { archiveMeetings } from "./operations/archive/archive-meetings.ts";
import { deleteArchivedReference } from "./operations/archive/delete-archived-reference.ts";
import { applyDeliveries } from "./operations/deliveries/apply-deliveries.ts";
import { purgeDeliveries } from "./operations/deliveries/purge-deliveries.ts";
import { watchWebhooks } from "./operations/deliveries/watch-webhooks.ts";
import { purgeExpired } from "./operations/idempotency/purge-expired.ts";
import { findDueWork } from "./operations/sync/find-due-work.ts";
import { syncMeeting } from "./operations/sync/sync-meeting.ts";
import { evaluateDue } from "./operations/visits/evaluate-due.ts";
import { createTaskPool } from "./task-pool.ts";
import { describeError } from "./telemetry/log.ts";

const scanEveryMs = 2_000;
const inboxEveryMs = 500;
const watchEveryMs = 15_000;
const maxSyncsAtOnce = 16;
const maxEvaluationsAtOnce = 4;
const maxDeletionsAtOnce = 4;
// Visits are independent: while one is written to the disk the next is computed.
const inboxes = ["inbox 1", "inbox 2", "inbox 3", "inbox 4"] as const;
const dayMs = 24 * 3_600_000;

export interface Worker {
  /** Something new lies in the inbox. */
  wakeInbox(): void;
  /** Starts nothing more and waits for what runs. */
  stop(): Promise<void>;
}

/** Works on hints, on what is due without one, and on the inbox, until it is stopped. */
export async function startWorker(deps: Deps): Promise<Worker> {
  const trouble = (error: unknown) =>
    deps.log.error(describeError(error), "Background work failed; it is tried again");
  const syncs = createTaskPool(maxSyncsAtOnce, (id) => syncMeeting(deps, id), trouble);
  const settles = createTaskPool(maxEvaluationsAtOnce, (id) => evaluateDue(deps, id), trouble);
  const deletions = createTaskPool(maxDeletionsAtOnce, (id) => deleteArchivedReference(deps, id), trouble);
  const inbox = createTaskPool(inboxes.length, () => applyDeliveries(deps), trouble);
  const purge = createTaskPool(1, () => Promise.all([purgeDeliveries(deps), purgeExpired(deps)]), trouble);
  const watch = createTaskPool(1, () => watchWebhooks(deps), trouble);
  const wakeInbox = () => inboxes.forEach(inbox.add);
  const [oneInbox] = inboxes;

  const scan = async () => {
    try {
      const due = await findDueWork(deps);
      due.sync.forEach(syncs.add);
      due.settle.forEach(settles.add);
      due.deletions.forEach(deletions.add);
      purge.add("purge");
    } catch (error) {
      trouble(error);
    }
  };
  // A hung call to Zoom holds a place in the pool, never the queue: hints are taken at once.
  await deps.queue.workOnSyncs(async (id) => syncs.add(id));
  await deps.queue.workOnCleanups(async () => {
    await cleanUp(deps).catch((error: unknown) => {
      trouble(error);
      throw error;
    });
  });
  const timers = [
    setInterval(scan, scanEveryMs),
    setInterval(() => inbox.add(oneInbox), inboxEveryMs),
    setInterval(() => watch.add("watch"), watchEveryMs),
  ];
  wakeInbox();
  await scan();
  return {
    wakeInbox,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      const pools = [syncs, settles, deletions, inbox, purge, watch];
      await Promise.all(pools.map((pool) => pool.stop()));
    },
  };
}

/** Ended early, it fails: the queue gives the rest to another process, or to this one once it is back. */
async function cleanUp(deps: Deps): Promise<void> {
  const { rows, stopped } = await archiveMeetings(deps, {
    olderThanMs: deps.config.retentionDays * dayMs,
    limit: null,
    shouldStop: deps.isDraining,
  });
  deps.log.info({ event: "cleanup", count: rows.zoom_meetings }, "Meetings went into the archive");
  if (stopped) throw new Error("The cleanup was ended with its process");
}
