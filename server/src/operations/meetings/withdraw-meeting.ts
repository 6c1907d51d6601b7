import {
  type Database,
  doomCurrent,
  type MeetingWithPeople,
  makeHostlessDue,
  setAppointmentStatus,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { appointmentStatusOf } from "../../domain/visit/evaluation.ts";
import { dueNow, noZoomMeeting } from "./start-new-generation.ts";

/**
 * Nothing is wanted at Zoom any more: the meeting is cancelled and what Zoom holds of it is doomed. A call that
 * still runs there is ended first.
 */
export async function withdrawMeeting(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
): Promise<void> {
  await doomCurrent(trx, row.id);
  await updateMeeting(trx, row.id, {
    ...noZoomMeeting,
    ...dueNow,
    status: "cancelled",
    outcome: null,
    attention: null,
    busy: null,
    refusal: null,
    settle_at: null,
    cancel_when_over: false,
    revision: row.revision + 1,
  });
  if (row.busy !== null && row.zoom_host !== null) await makeHostlessDue(trx, row.zoom_host);
  await setAppointmentStatus(
    trx,
    row.appointment_id,
    appointmentStatusOf("cancelled", null, row.source_status),
  );
  await deps.queue.hintSync(trx, row.id);
}
