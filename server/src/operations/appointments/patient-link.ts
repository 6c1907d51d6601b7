import {
  currentParticipant,
  deferredPatient,
  type MeetingWithPeople,
  participantWithLink,
  removeParticipant,
  revokeLinkRow,
} from "@patientcare/zoom-db";
import { comparePeople, type PersonChange } from "../../domain/appointment/compare-people.ts";
import type { Decision, VisitState } from "../../domain/appointment/decide.ts";
import { intentOf } from "../../domain/appointment/platform-content.ts";
import { insertBooked } from "../people/replace-person.ts";
import type { BookedPerson } from "../people/said-with-booking.ts";
import { upsertPerson } from "../people/upsert-person.ts";
import type { Incoming } from "./incoming.ts";

/**
 * The patient as the message names them, or the present one where it cannot be told who that is. While somebody is
 * inside, the person who takes part is left as they are known.
 */
export async function patientOf(
  { deps, trx, appointment, content, before }: Incoming,
  row?: MeetingWithPeople,
  visit?: VisitState,
  decision?: Decision,
  inside = false,
): Promise<BookedPerson> {
  const { patient } = content;
  const present = row?.patient_person_id ?? appointment.patient_id;
  const change = comparePeople(visit?.patient ?? before?.patient ?? {}, decision?.next?.patient ?? patient);
  if (inside && change !== "other") return { personId: present };
  if (patient.id !== undefined || patient.email !== undefined)
    return upsertPerson(deps, trx, patient, "platform");
  if (change !== "other") return { personId: present, name: patient.name };
  const waiting = row && (await deferredPatient(trx, row.id));
  const isRepeated = before !== null && comparePeople(before.patient, patient) === "same";
  return waiting && isRepeated
    ? { personId: waiting.person_id, name: patient.name }
    : upsertPerson(deps, trx, patient, "platform");
}

/**
 * A link that was sent to the wrong address or person is dead at once, whatever becomes of the visit. The patient to
 * come gets a link of their own, also while the change itself waits or is only recorded.
 */
export async function changePatientLink(
  { deps, trx, content }: Incoming,
  row: MeetingWithPeople,
  visit: VisitState,
  { consequence, next }: Decision,
  { linkChange, patient }: { linkChange: PersonChange; patient: BookedPerson },
): Promise<void> {
  if (linkChange === "corrected") {
    const holder = await participantWithLink(trx, row.id, "patient");
    if (holder) await revokeLinkRow(trx, holder.id);
  }
  const isOnlyRecorded = consequence === "record" && intentOf(content) === "confirmed";
  const waits = consequence === "defer" || (isOnlyRecorded && row.status !== "cancelled");
  const stays = (consequence === "change" || consequence === "revive") && next?.patient === visit.patient;
  if (!waits && !stays) return;
  const waiting = await deferredPatient(trx, row.id);
  const isOther = next !== null && comparePeople(visit.patient, next.patient) === "other";
  const isWaiting = waiting?.person_id === patient.personId;
  if (waiting && !(isOther && isWaiting)) await removeParticipant(trx, waiting.id);
  if (!isOther || isWaiting) return;
  const present = await currentParticipant(trx, row.id, "patient");
  if (present) await revokeLinkRow(trx, present.id);
  await insertBooked(deps, trx, row.id, "patient", patient, true);
}
