import { dueArchivedReferences, dueMeetings, meetingsToEvaluate } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";

const maxAtOnce = 200;

export interface DueWork {
  /** Meetings that Zoom must match. */
  sync: string[];
  /** Meetings that the clock changes. */
  settle: string[];
  /** Zoom ids of archived meetings that are to be deleted at Zoom. */
  deletions: string[];
}

/** What is due although no hint came. */
export async function findDueWork({ db }: Deps): Promise<DueWork> {
  const [sync, settle, deletions] = await Promise.all([
    dueMeetings(db, maxAtOnce),
    meetingsToEvaluate(db, maxAtOnce),
    dueArchivedReferences(db, maxAtOnce),
  ]);
  return { sync, settle, deletions };
}
