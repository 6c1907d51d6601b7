import {
  busyRanges,
  changeAttentions,
  type Database,
  findReference,
  isHostFree,
  lockAppointment,
  lockHosts,
  lockMeeting,
  lockZoomId,
  type MeetingWithPeople,
  makeHostlessDue,
  markCurrentDeleting,
  type ReferenceRow,
  restoreReference,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { markerOf } from "../../domain/marker.ts";
import { ZoomError } from "../../zoom/errors.ts";
import type { ZoomMeeting } from "../../zoom/zoom-meeting.ts";
import { noteCallGoesOn } from "../appointments/note-call-goes-on.ts";
import { appendEvent } from "../events/append-event.ts";
import { transact } from "../transact.ts";
import { refreshVisit } from "../visits/refresh-visits.ts";
import { keptOf } from "./desired-meeting.ts";
import { isWanted, type SyncRun } from "./sync-run.ts";

/**
 * Zoom does not delete a meeting since it runs. Where the platform alone cancelled, the call goes on, its meeting is
 * current again, nobody else gets in, and the cancellation is carried out when the call is over. Where the meeting had
 * counted as gone, it takes its place again under the same links, and the one that was made instead is to be deleted.
 */
export async function restoreRunning(run: SyncRun, reference: ReferenceRow): Promise<boolean> {
  const { deps, lease } = run;
  const zoomMeetingId = reference.zoom_meeting_id;
  const meeting = await orNull(deps.zoom.getMeeting(zoomMeetingId, run.limits()));
  if (!meeting) return false;
  return transact(deps, async (trx) => {
    await lockAppointment(trx, lease.appointment_id);
    const row = await lockMeeting(trx, lease.id);
    await lockZoomId(trx, zoomMeetingId);
    if (!row || row.fence !== lease.fence || !(await isToBeRestored(trx, row, zoomMeetingId))) return false;
    // Never restored in its turn: two that run would take each other's place for ever.
    await markCurrentDeleting(trx, row.id);
    await restoreReference(trx, zoomMeetingId);
    const { generation } = reference;
    const restored = {
      zoom_meeting_id: zoomMeetingId,
      generation,
      marker: markerOf(deps.config.deploymentId, row.appointment_id, generation),
      ...(await hostAgain(deps, trx, row, reference.host)),
      ...keptOf(deps.encryption, row.id, meeting, null),
      evaluate_at: row.now,
      ...(row.status === "cancelled" ? callGoesOn : takesItsPlace(row)),
    };
    await updateMeetingRow(trx, row.id, restored);
    const event = { meetingId: row.id, at: row.now, source: "sync" } as const;
    await appendEvent(deps, trx, { ...event, type: "scheduled", data: { generation, zoomMeetingId } });
    const attentions = [...row.attentions];
    if (row.status === "cancelled") {
      attentions.push("cancelled-while-live");
      await noteCallGoesOn(deps, trx, row.appointment_id);
      await changeAttentions(trx, row.id, { raise: ["cancelled-while-live"], clear: ["source-conflict"] });
      await appendEvent(deps, trx, { ...event, type: "cancel-when-over" });
    }
    await refreshVisit(deps, trx, { ...row, ...restored, attentions });
    return true;
  });
}

const callGoesOn = { status: "scheduled", cancel_when_over: true } as const;

/** A higher revision: the run that goes on must not overwrite it, and compares it with Zoom next. */
const takesItsPlace = (row: MeetingWithPeople) => ({
  host_url: null,
  host_url_fetched_at: null,
  missing_since: null,
  unlisted_since: null,
  overridden_settings: [],
  overridden_at: null,
  revision: row.revision + 1,
  synced_revision: 0,
});

/** Read under the row's lock: a person may have cancelled, or the visit been made anew, since the call was sent. */
async function isToBeRestored(
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  zoomMeetingId: string,
): Promise<boolean> {
  const reference = await findReference(trx, zoomMeetingId);
  if (reference?.state !== "deleting" || reference.when_running !== "restore") return false;
  return row.status === "cancelled" || isWanted(row);
}

/** The Zoom user under whom the meeting runs; taken for the slot where nobody else has that user then. */
async function hostAgain(deps: Deps, trx: Transaction<Database>, row: MeetingWithPeople, host: string) {
  if (row.zoom_host === host && row.busy !== null) return {};
  const slot = { start: row.start_time, duration: row.duration };
  const busy = busyRanges([slot], deps.config.sync.hostBufferMinutes);
  await lockHosts(trx, [host]);
  if (row.busy !== null && row.zoom_host !== null) await makeHostlessDue(trx, row.zoom_host);
  return { zoom_host: host, busy: (await isHostFree(trx, host, busy, row.id)) ? busy : null };
}

async function orNull(answer: Promise<ZoomMeeting>): Promise<ZoomMeeting | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ZoomError) return null;
    throw error;
  }
}
