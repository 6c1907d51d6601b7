import {
  busyRanges,
  changeAttentions,
  type Database,
  findPatientKey,
  isHostFree,
  lockHosts,
  type MeetingWithPeople,
  makeHostlessDue,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { attentionsForHost } from "../../domain/attention.ts";
import { slotTaken } from "../../domain/errors.ts";
import { markerOf } from "../../domain/marker.ts";
import { type DesiredMeeting, dueNow, freshSlot, slotSinceOf } from "./start-new-generation.ts";
import { storedTopic } from "./stored-topic.ts";

/**
 * Changes a pending, scheduled or failed meeting in place: the row first, Zoom after it. Another doctor gets a
 * meeting of their own at Zoom (a new generation under the same patient's link), unless it is to stay
 * where it is.
 */
export async function reviseMeeting(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  desired: DesiredMeeting,
  whenTaken: "refuse" | "no-host",
  options: { stayOnZoomHost?: boolean } = {},
): Promise<void> {
  const { config } = deps;
  // The patient may be another one than when the row was read.
  const patientKey = await findPatientKey(trx, row.appointment_id);
  const otherSlot =
    desired.slot.start.getTime() !== row.start_time.getTime() || desired.slot.duration !== row.duration;
  const host = options.stayOnZoomHost ? (row.zoom_host ?? desired.hostEmail) : desired.hostEmail;
  const otherHost = (row.zoom_host ?? row.host_email) !== host;
  const busy = busyRanges([desired.slot], config.sync.hostBufferMinutes);
  await lockHosts(trx, [row.zoom_host, host]);
  const free = await isHostFree(trx, host, busy, row.id);
  if (!free && whenTaken === "refuse") throw slotTaken();

  const lies = row.zoom_meeting_id !== null;
  // It lies under another doctor's Zoom user since the wanted one was taken: sync moves it when that is safe.
  const misplaced = lies && row.zoom_host === null;
  const taken = free && !misplaced;
  const rehost = otherHost && !misplaced && (free || !lies);
  const generation = rehost ? row.generation + 1 : row.generation;
  const failed = row.status === "failed";
  await updateMeetingRow(trx, row.id, {
    ...dueNow,
    ...((otherSlot || failed) && freshSlot(desired.slot, config.joinWindow)),
    ...slotSinceOf(row, desired.slot),
    topic: storedTopic(deps, patientKey, row.id, desired.topic),
    timezone: desired.timezone,
    host_email: desired.hostEmail,
    zoom_host: taken || (lies && row.zoom_host === host) ? host : null,
    busy: taken ? busy : null,
    rejection: null,
    status: failed ? "pending" : row.status,
    ...(rehost && { generation, marker: markerOf(config.deploymentId, row.appointment_id, generation) }),
    revision: row.revision + 1,
  });
  await changeAttentions(trx, row.id, attentionsForHost(taken, row.attentions));
  if (row.busy !== null && row.zoom_host !== null) await makeHostlessDue(trx, row.zoom_host);
}
