import {
  changeAttentions,
  changeWhenRunning,
  type Database,
  type MeetingWithPeople,
  makeHostlessDue,
  markCurrentDeleting,
  setAppointmentStatus,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import { appointmentStatusOf } from "../../domain/visit/evaluation.ts";
import { dueNow, noZoomMeeting } from "./start-new-generation.ts";

/**
 * Nothing is wanted at Zoom any more: the meeting is cancelled, and its Zoom meeting is to be deleted. A call that
 * still runs there is ended first (`end`), or proves that somebody is inside and that the meeting stays (`restore`).
 */
export async function withdrawMeeting(
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  whenRunning: "end" | "restore",
): Promise<void> {
  await markCurrentDeleting(trx, row.id, whenRunning);
  // A person wants no call of this visit to go on, in whichever of its rooms.
  if (whenRunning === "end") await changeWhenRunning(trx, row.id, "end", ["restore", "wait"]);
  await updateMeetingRow(trx, row.id, {
    ...noZoomMeeting,
    ...dueNow,
    status: "cancelled",
    outcome: null,
    busy: null,
    rejection: null,
    evaluate_at: null,
    cancel_when_over: false,
    revision: row.revision + 1,
  });
  await changeAttentions(trx, row.id, { clear: row.attentions });
  if (row.busy !== null && row.zoom_host !== null) await makeHostlessDue(trx, row.zoom_host);
  await setAppointmentStatus(
    trx,
    row.appointment_id,
    appointmentStatusOf("cancelled", null, row.source_status),
  );
}
