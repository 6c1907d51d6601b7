import type { Deps } from "./deps.ts";
import { chainAccesses } from "./operations/access/chain-accesses.ts";
import { cutAccesses } from "./operations/access/cut-accesses.ts";
import { deleteArchivedReference } from "./operations/archive/delete-archived-reference.ts";
import { runScheduledArchive } from "./operations/archive/run-scheduled-archive.ts";
import { applyDeliveries } from "./operations/deliveries/apply-deliveries.ts";
import { purgeDeliveries } from "./operations/deliveries/purge-deliveries.ts";
import { purgeExpired } from "./operations/idempotency/purge-expired.ts";
import { forgetOldDataWhenDue } from "./operations/privacy/forget-old-data.ts";
import { foldMarkedStatistics } from "./operations/stats/fold-statistics.ts";
import { checkAfterRestore } from "./operations/sync/check-after-restore.ts";
import { findDueWork } from "./operations/sync/find-due-work.ts";
import { syncMeeting } from "./operations/sync/sync-meeting.ts";
import { evaluateDue } from "./operations/visits/evaluate-due.ts";
import { createTaskPool } from "./task-pool.ts";
import { inLogContext } from "./telemetry/log.ts";

const scanEveryMs = 2_000;
const inboxEveryMs = 500;
const chainEveryMs = 500;
const cutEveryMs = 60 * 60_000;
const maxSyncsAtOnce = 16;
const maxEvaluationsAtOnce = 4;
const maxWithdrawalsAtOnce = 4;
const maxDeletionsAtOnce = 4;
// Visits are independent: while one is written to the disk the next is computed.
const inboxes = ["inbox 1", "inbox 2", "inbox 3", "inbox 4"] as const;

export interface Worker {
  /** A meeting is due for reconciliation. */
  wakeSync(meetingId: string): void;
  /** Something new lies in the inbox. */
  wakeInbox(): void;
  /** Starts nothing more and waits for what runs. */
  stop(): Promise<void>;
}

/** Works on what is due and on the inbox, until it is stopped. */
export async function startWorker(deps: Deps): Promise<Worker> {
  const trouble = (error: unknown) =>
    deps.databaseState.report(error, "Background work failed; it is tried again");
  const syncs = createTaskPool(maxSyncsAtOnce, (id) => syncMeeting(deps, id), trouble);
  const withdrawals = createTaskPool(maxWithdrawalsAtOnce, (id) => syncMeeting(deps, id), trouble);
  const evaluate = (meetingId: string) => inLogContext({ meetingId }, () => evaluateDue(deps, meetingId));
  const evaluations = createTaskPool(maxEvaluationsAtOnce, evaluate, trouble);
  const deletions = createTaskPool(maxDeletionsAtOnce, (id) => deleteArchivedReference(deps, id), trouble);
  const inbox = createTaskPool(inboxes.length, () => applyDeliveries(deps), trouble);
  const purge = createTaskPool(1, () => Promise.all([purgeDeliveries(deps), purgeExpired(deps)]), trouble);
  const archive = createTaskPool(1, () => runScheduledArchive(deps), trouble);
  const restored = createTaskPool(1, () => checkAfterRestore(deps), trouble);
  const forgetting = createTaskPool(1, () => forgetOldDataWhenDue(deps), trouble);
  const statistics = createTaskPool(1, () => foldMarkedStatistics(deps), trouble);
  const chain = createTaskPool(1, () => chainAccesses(deps), trouble);
  const cut = createTaskPool(1, () => cutAccesses(deps), trouble);
  const [oneInbox] = inboxes;
  // One more worker at a time: a lone delivery is claimed once, and a burst keeps as many busy as it has deliveries.
  const wakeInbox = () => inbox.add(inboxes.find((name) => !inbox.isRunning(name)) ?? oneInbox);

  const scan = async () => {
    try {
      const due = await findDueWork(deps);
      due.sync.forEach(syncs.add);
      due.withdrawals.forEach(withdrawals.add);
      due.evaluate.forEach(evaluations.add);
      due.deletions.forEach(deletions.add);
      purge.add("purge");
      archive.add("archive");
      restored.add("restored");
      forgetting.add("forgetting");
      statistics.add("statistics");
    } catch (error) {
      trouble(error);
    }
  };
  const timers = [
    setInterval(scan, scanEveryMs),
    setInterval(() => inbox.add(oneInbox), inboxEveryMs),
    setInterval(() => chain.add("chain"), chainEveryMs),
    setInterval(() => cut.add("cut"), cutEveryMs),
  ];
  inboxes.forEach(inbox.add);
  cut.add("cut");
  await scan();
  return {
    wakeSync: syncs.add,
    wakeInbox,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      const pools = [
        ...[syncs, withdrawals, evaluations, deletions, inbox],
        ...[purge, archive, restored, forgetting, statistics, chain, cut],
      ];
      await Promise.all(pools.map((pool) => pool.stop()));
      await chainAccesses(deps, { signsNow: true }).catch(trouble);
    },
  };
}
