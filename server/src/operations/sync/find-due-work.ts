import { dueArchivedReferences, dueMeetings, meetingsToEvaluate } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";

const maxDueAtOnce = 200;

export interface DueWork {
  /** Meetings that Zoom must match. */
  sync: string[];
  /** Meetings that the clock changes. */
  evaluate: string[];
  /** Zoom ids of archived meetings that are to be deleted at Zoom. */
  deletions: string[];
}

/** All that is due now, at most some of each kind. */
export async function findDueWork({ db }: Deps): Promise<DueWork> {
  const [sync, evaluate, deletions] = await Promise.all([
    dueMeetings(db, maxDueAtOnce),
    meetingsToEvaluate(db, maxDueAtOnce),
    dueArchivedReferences(db, maxDueAtOnce),
  ]);
  return { sync, evaluate, deletions };
}
