import {
  busyRanges,
  changeAttentions,
  changeWhenRunning,
  type Database,
  findPatientKey,
  isHostFree,
  lockHosts,
  type MeetingWithPeople,
  markCurrentDeleting,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import { sql, type Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { attentionsForHost } from "../../domain/attention.ts";
import { slotTaken } from "../../domain/errors.ts";
import { type JoinWindow, opensAt, type Slot } from "../../domain/join-window.ts";
import { markerOf } from "../../domain/marker.ts";
import { storedTopic } from "./stored-topic.ts";

export interface DesiredMeeting {
  slot: Slot;
  hostEmail: string;
  topic: string;
  timezone: string;
}

/** The next reconciliation is due at once, as if none had failed. */
export const dueNow = { next_attempt_at: sql<Date>`clock_timestamp()`, failures: 0 } as const;

/** The columns that belong to one slot, as they are when it begins. */
export const freshSlot = (slot: Slot, window: JoinWindow) => ({
  start_time: slot.start,
  duration: slot.duration,
  evaluate_at: opensAt(slot, window),
  zoom_checked_at: null,
  participants_known: false,
  somebody_waited: false,
  evidence_outcome: null,
  stated_outcome: null,
  disputed: false,
  declared_started_at: null,
  declared_ended_at: null,
  cancel_when_over: false,
});

/** Another start: the sessions that are known to be over by now belong to the slot before. */
export const slotSinceOf = (row: Pick<MeetingWithPeople, "start_time">, slot: Slot) =>
  row.start_time.getTime() === slot.start.getTime() ? {} : { slot_since: sinceLastSession };

const sinceLastSession = sql<Date>`greatest(clock_timestamp(), (
  select max(s.ended_at) from meeting_sessions s where s.meeting_id = zoom_meetings.id))`;

/** Nothing that leads into the Zoom meeting is kept. */
export const noZoomMeeting = {
  zoom_meeting_id: null,
  host_url: null,
  host_url_fetched_at: null,
  join_url: null,
  password: null,
  missing_since: null,
} as const;

/**
 * Makes a cancelled, missed or ended meeting pending again, as a new generation under the same links. What
 * the earlier generation left at Zoom is marked for deletion.
 */
export async function startNewGeneration(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  desired: DesiredMeeting,
  whenTaken: "refuse" | "no-host",
): Promise<void> {
  const { config } = deps;
  // The patient may be another one than when the row was read.
  const patientKey = await findPatientKey(trx, row.appointment_id);
  const generation = row.generation + 1;
  const host = await reserveHost(deps, trx, row.id, desired.hostEmail, desired.slot, whenTaken);
  await markCurrentDeleting(trx, row.id);
  await changeWhenRunning(trx, row.id, "wait", ["restore"]);
  await updateMeetingRow(trx, row.id, {
    ...noZoomMeeting,
    ...freshSlot(desired.slot, config.joinWindow),
    ...slotSinceOf(row, desired.slot),
    ...dueNow,
    ...host,
    topic: storedTopic(deps, patientKey, row.id, desired.topic),
    timezone: desired.timezone,
    host_email: desired.hostEmail,
    status: "pending",
    outcome: null,
    rejection: null,
    marker: markerOf(config.deploymentId, row.appointment_id, generation),
    generation,
    revision: row.revision + 1,
    synced_revision: 0,
  });
  await changeAttentions(trx, row.id, attentionsForHost(host.busy !== null, row.attentions));
}

/** The host and its taken range for a slot; a host that is taken is refused, or leaves the meeting without one. */
export async function reserveHost(
  { config }: Pick<Deps, "config">,
  trx: Transaction<Database>,
  meetingId: string,
  host: string,
  slot: Slot,
  whenTaken: "refuse" | "no-host",
) {
  const busy = busyRanges([slot], config.sync.hostBufferMinutes);
  await lockHosts(trx, [host]);
  if (await isHostFree(trx, host, busy, meetingId)) return { zoom_host: host, busy };
  if (whenTaken === "refuse") throw slotTaken();
  return { zoom_host: null, busy: null };
}
