import {
  currentFeedEpoch,
  dueArchivedReferences,
  dueMeetings,
  dueWithdrawals,
  isTaskDue,
  meetingsToEvaluate,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";

const maxDueAtOnce = 200;
// A scan comes every two seconds: a backlog of deletions is worked off at a steady pace, and takes no call from visits.
const maxWithdrawals = { ofHost: 2, inAll: 10 };
const maxArchivedDeletions = 10;

export interface DueWork {
  /** Meetings that Zoom must match. */
  sync: string[];
  /** Meetings that are to vanish from Zoom. */
  withdrawals: string[];
  /** Meetings that the clock changes. */
  evaluate: string[];
  /** Zoom ids of archived meetings that are to be deleted at Zoom. */
  deletions: string[];
}

/** All that is due now, at most some of each kind. */
export async function findDueWork({ db }: Pick<Deps, "db">): Promise<DueWork> {
  // After a failover this process goes on, on a database that may lack the newest rows.
  await currentFeedEpoch(db);
  // Before Zoom was listed after a restore, the rows may be older than what lies there.
  const restored = await isTaskDue(db, "check-after-restore");
  const [sync, withdrawals, evaluate, deletions] = await Promise.all([
    restored ? [] : dueMeetings(db, maxDueAtOnce),
    dueWithdrawals(db, maxWithdrawals),
    meetingsToEvaluate(db, maxDueAtOnce),
    dueArchivedReferences(db, maxArchivedDeletions),
  ]);
  return { sync, withdrawals, evaluate, deletions };
}
