import {
  closeAttempt,
  lockMeetingRow,
  lockZoomId,
  makeDue,
  markDeleting,
  requeueUnmatched,
} from "@patientcare/zoom-db";
import { transact } from "../transact.ts";
import type { FoundMeeting } from "./list-open-attempts.ts";
import { whenOrphanRuns } from "./store-meeting.ts";
import type { SyncRun } from "./sync-run.ts";

/** Marks meetings for deletion that our attempts left at Zoom without a reference; the reference is checked under the lock. */
export async function markOrphans({ deps, lease }: SyncRun, found: readonly FoundMeeting[]): Promise<void> {
  for (const { id, attempt } of found) {
    await transact(deps, async (trx) => {
      const row = await lockMeetingRow(trx, lease.id);
      await lockZoomId(trx, id);
      if (row?.zoom_meeting_id === id) return;
      const { generation, host } = attempt;
      const orphan = { zoom_meeting_id: id, meeting_id: lease.id, generation, host };
      await markDeleting(trx, orphan, row ? whenOrphanRuns(row) : "wait");
      await closeAttempt(trx, attempt.id, "done");
      await requeueUnmatched(trx, id);
      await makeDue(trx, lease.id);
    });
  }
}
