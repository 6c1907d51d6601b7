import {
  changeAttentions,
  closeAttempt,
  findMeetingRow,
  isKnownZoomId,
  lockMeetingRow,
  lockZoomId,
  type MeetingRow,
  makeCurrent,
  makeDue,
  markCurrentDeleting,
  markDeleting,
  requeueUnmatched,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { MeetingStatus, WhenRunning } from "@patientcare/zoom-db/unions";
import { attentionsOnceMatched } from "../../domain/attention.ts";
import { opensAt } from "../../domain/join-window.ts";
import { latest } from "../../domain/visit/intervals.ts";
import type { ZoomMeeting } from "../../zoom/zoom-meeting.ts";
import { appendEvent } from "../events/append-event.ts";
import { transact } from "../transact.ts";
import { differingSettings, keptOf } from "./desired-meeting.ts";
import { isWanted, type SyncRun } from "./sync-run.ts";

export interface MadeMeeting {
  attempt: { id: string; generation: number; host: string };
  meeting: ZoomMeeting;
  password: string | null;
  /** 0 for an adopted one: it is compared before it counts as matching. */
  syncedRevision: number;
}

/** Nobody got into it by our links; still, no call is ended after a cancellation, which may be the platform's. */
export const whenOrphanRuns = ({ status }: { status: MeetingStatus }): WhenRunning =>
  status === "cancelled" ? "wait" : "end";

/** A meeting that counted as gone and runs after all was never gone: it takes its place again. */
const whenReplacedRuns = (row: Pick<MeetingRow, "missing_since">): WhenRunning =>
  row.missing_since === null ? "wait" : "restore";

/**
 * Makes a Zoom meeting the one that our row refers to, by compare-and-set: no newer state is overwritten.
 * A meeting that cannot be stored is marked for deletion, or left to the present holder of the lease.
 */
export async function storeMeeting(run: SyncRun, made: MadeMeeting): Promise<"stored" | "deleting" | "left"> {
  const { deps, lease } = run;
  const { attempt, meeting } = made;
  const reference = {
    zoom_meeting_id: meeting.id,
    meeting_id: lease.id,
    generation: attempt.generation,
    host: attempt.host,
  };
  return transact(deps, async (trx) => {
    const row = await lockMeetingRow(trx, lease.id);
    await lockZoomId(trx, meeting.id);
    if (!row) return "left";
    const orphaned = async (): Promise<"deleting"> => {
      await markDeleting(trx, reference, whenOrphanRuns(row));
      await closeAttempt(trx, attempt.id, "done");
      await requeueUnmatched(trx, meeting.id);
      await makeDue(trx, lease.id);
      return "deleting";
    };
    if (row.zoom_meeting_id === meeting.id) {
      await closeAttempt(trx, attempt.id, "done");
      return "stored";
    }
    if (!isWanted(row) || row.generation !== attempt.generation) return orphaned();
    if (row.zoom_meeting_id !== lease.zoom_meeting_id) return orphaned();
    if (row.fence !== lease.fence) return "left";
    if (await isKnownZoomId(trx, meeting.id)) return "left";
    await markCurrentDeleting(trx, lease.id, whenReplacedRuns(row));
    await makeCurrent(trx, reference);
    const stored = {
      zoom_meeting_id: meeting.id,
      ...keptOf(deps.encryption, lease.id, meeting, made.password),
      host_url: null,
      host_url_fetched_at: null,
      status: row.status === "pending" ? ("scheduled" as const) : row.status,
      synced_revision: made.syncedRevision,
      // A meeting that is made after its window opened is evaluated at once.
      evaluate_at: latest(
        opensAt({ start: row.start_time, duration: row.duration }, deps.config.joinWindow),
        row.now,
      ),
      missing_since: null,
      unlisted_since: null,
      overridden_settings: [],
      overridden_at: null,
      rejection: null,
      failures: 0,
    };
    await updateMeetingRow(trx, lease.id, stored);
    const { raise, clear } = attentionsOnceMatched(differingSettings(meeting.settings).length > 0);
    const holding = clear.filter((kind) => row.attentions.includes(kind));
    await changeAttentions(trx, lease.id, { raise, clear: holding });
    await closeAttempt(trx, attempt.id, "done");
    await requeueUnmatched(trx, meeting.id);
    const data = { generation: attempt.generation, zoomMeetingId: meeting.id };
    await appendEvent(deps, trx, {
      meetingId: lease.id,
      type: "scheduled",
      at: row.now,
      source: "sync",
      data,
    });
    return "stored";
  });
}

/** Reads the lease's copy of the row again after a store. */
export async function refreshLease({ deps, lease }: SyncRun): Promise<void> {
  const row = await findMeetingRow(deps.db, lease.id);
  if (row) Object.assign(lease, { ...row, fence: lease.fence, revision: lease.revision });
}
