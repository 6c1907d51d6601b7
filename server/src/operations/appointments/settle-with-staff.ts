import {
  changeAttentions,
  type Database,
  deferredPatient,
  findAppointment,
  lockMeeting,
  type MeetingWithPeople,
  removeParticipant,
  updateAppointment,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { baseAfterAll, differsFrom } from "../../domain/appointment/merge.ts";
import { readContent, storedContent } from "./stored-content.ts";
import { visitStateOf } from "./visit-state.ts";

/**
 * Staff decided about the visit after the platform's newest message: it counts as applied, and what was put off of it
 * is dropped. The platform changes from here on what it changes from now on.
 */
export async function dropDeferred(
  deps: Deps,
  trx: Transaction<Database>,
  meeting: Pick<MeetingWithPeople, "id" | "appointment_id">,
): Promise<void> {
  const waiting = await deferredPatient(trx, meeting.id);
  if (waiting) await removeParticipant(trx, waiting.id);
  const appointment = await findAppointment(trx, meeting.appointment_id);
  const incoming = appointment && readContent(deps, appointment, "incoming");
  if (!incoming) return;
  const base = baseAfterAll(readContent(deps, appointment, "base") ?? {}, incoming);
  await updateAppointment(trx, appointment.id, {
    base: storedContent(deps, appointment.patient_key, { id: appointment.id, column: "base" }, base),
  });
}

/** The clinic changed the visit: where it is as the platform has it again, nobody needs to look at it any more. */
export async function clearSettledConflict(
  deps: Deps,
  trx: Transaction<Database>,
  meetingId: string,
): Promise<void> {
  const row = await lockMeeting(trx, meetingId);
  if (!row?.attentions.includes("source-conflict")) return;
  const appointment = await findAppointment(trx, row.appointment_id);
  const incoming = appointment && readContent(deps, appointment, "incoming");
  if (!incoming || appointment.tied) return;
  const visit = await visitStateOf(deps, trx, row, readContent(deps, appointment, "base"));
  if (differsFrom(incoming, row.status, visit)) return;
  await changeAttentions(trx, row.id, { clear: ["source-conflict"] });
}
