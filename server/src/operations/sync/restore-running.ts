import {
  busyRanges,
  changeAttentions,
  isHostFree,
  lockAppointment,
  lockHosts,
  lockMeeting,
  lockZoomId,
  type ReferenceRow,
  restoreReference,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import { ZoomError } from "../../zoom/errors.ts";
import type { ZoomMeeting } from "../../zoom/zoom-meeting.ts";
import { appendEvent } from "../events/append-event.ts";
import { refreshVisit } from "../visits/refresh-visits.ts";
import { keptOf } from "./desired-meeting.ts";
import type { SyncRun } from "./sync-run.ts";

/**
 * The platform cancelled a visit whose call turned out to run: Zoom does not delete it. The call goes on, its meeting
 * is current again, nobody else gets in, and the cancellation is carried out when the call is over.
 */
export async function restoreRunning(run: SyncRun, reference: ReferenceRow): Promise<boolean> {
  const { deps, lease } = run;
  const zoomMeetingId = reference.zoom_meeting_id;
  const meeting = await orNull(deps.zoom.getMeeting(zoomMeetingId, run.limits()));
  if (!meeting) return false;
  return deps.db.transaction().execute(async (trx) => {
    await lockAppointment(trx, lease.appointment_id);
    const row = await lockMeeting(trx, lease.id);
    await lockZoomId(trx, zoomMeetingId);
    const isStillCancelled = row?.status === "cancelled" && row.generation === reference.generation;
    if (!isStillCancelled || row.fence !== lease.fence) return false;
    await restoreReference(trx, zoomMeetingId);
    const slot = { start: row.start_time, duration: row.duration };
    const busy = busyRanges([slot], deps.config.sync.hostBufferMinutes);
    await lockHosts(trx, [reference.host]);
    const restored = {
      zoom_meeting_id: zoomMeetingId,
      zoom_host: reference.host,
      busy: (await isHostFree(trx, reference.host, busy, row.id)) ? busy : null,
      ...keptOf(deps.encryption, row.id, meeting, null),
      status: "scheduled" as const,
      cancel_when_over: true,
      evaluate_at: row.now,
    };
    await updateMeetingRow(trx, row.id, restored);
    await changeAttentions(trx, row.id, { raise: ["cancelled-while-live"], clear: ["source-conflict"] });
    const event = { meetingId: row.id, at: row.now, source: "sync" } as const;
    const data = { generation: reference.generation, zoomMeetingId };
    await appendEvent(deps, trx, { ...event, type: "scheduled", data });
    await appendEvent(deps, trx, { ...event, type: "cancel-when-over" });
    await refreshVisit(deps, trx, {
      ...row,
      ...restored,
      attentions: [...row.attentions, "cancelled-while-live"],
    });
    return true;
  });
}

async function orNull(answer: Promise<ZoomMeeting>): Promise<ZoomMeeting | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ZoomError) return null;
    throw error;
  }
}
