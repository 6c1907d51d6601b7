import {
  currentParticipant,
  type Database,
  deferredPatient,
  findPerson,
  insertParticipant,
  promoteParticipant,
  removeParticipant,
  renameParticipant,
  updateAppointment,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import { newId } from "../../new-id.ts";

/**
 * Puts another person in the doctor's or the patient's place. The link of the one before is dead from here on; one who
 * was to come keeps the link they have. `isOther` is known where the platform describes both.
 */
export async function replacePerson(
  trx: Transaction<Database>,
  meeting: { id: string; appointment_id: string },
  kind: "doctor" | "patient",
  personId: string,
  isOther?: boolean,
): Promise<void> {
  const present = await currentParticipant(trx, meeting.id, kind);
  const waiting = kind === "patient" ? await deferredPatient(trx, meeting.id) : undefined;
  const stays = present && !(isOther ?? !(await isSameHuman(trx, present.person_id, personId)));
  const comes = !stays && waiting?.person_id === personId;
  if (waiting && !comes) await removeParticipant(trx, waiting.id);
  if (present && stays) await renameParticipant(trx, present.id, personId);
  else if (present) await removeParticipant(trx, present.id);
  if (waiting && comes) await promoteParticipant(trx, waiting.id);
  else if (!stays) {
    const role = kind === "doctor" ? "host" : "participant";
    await insertParticipant(trx, { id: newId(), meeting_id: meeting.id, person_id: personId, kind, role });
  }
  const column = kind === "doctor" ? { doctor_id: personId } : { patient_id: personId };
  await updateAppointment(trx, meeting.appointment_id, column);
}

/** Somebody known by e-mail alone, whose id at the platform was learnt since, is no other person. */
async function isSameHuman(trx: Transaction<Database>, oneId: string, otherId: string): Promise<boolean> {
  if (oneId === otherId) return true;
  const [one, other] = [await findPerson(trx, oneId), await findPerson(trx, otherId)];
  if (one.external_id !== null || one.email_hash === null) return false;
  return other.email_hash?.equals(one.email_hash) ?? false;
}
