import {
  currentParticipant,
  type Database,
  deferredPatient,
  findPerson,
  findPersonKey,
  insertParticipant,
  promoteParticipant,
  type ReadParticipant,
  removeParticipant,
  updateAppointment,
  updateParticipant,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { newId } from "../../new-id.ts";
import { type BookedPerson, readSaid, saidColumns } from "./said-with-booking.ts";

/**
 * Puts another person in the doctor's or the patient's place. The link of the one before is dead from here on; one who
 * was to come keeps the link they have. `isOther` is known where both are described.
 */
export async function replacePerson(
  deps: Pick<Deps, "encryption">,
  trx: Transaction<Database>,
  meeting: { id: string; appointment_id: string },
  kind: "doctor" | "patient",
  person: BookedPerson,
  isOther?: boolean,
): Promise<void> {
  const { personId } = person;
  const present = await currentParticipant(trx, meeting.id, kind);
  const waiting = kind === "patient" ? await deferredPatient(trx, meeting.id) : undefined;
  const stays = present && !(isOther ?? !(await isSameHuman(trx, present.person_id, personId)));
  const comes = !stays && waiting?.person_id === personId;
  if (waiting && !comes) await removeParticipant(trx, waiting.id);
  if (present && stays) await describeParticipant(deps, trx, present, person);
  else if (present) await removeParticipant(trx, present.id);
  if (waiting && comes) {
    await promoteParticipant(trx, waiting.id);
    await describeParticipant(deps, trx, waiting, person);
  } else if (!stays) await insertBooked(deps, trx, meeting.id, kind, person);
  const column = kind === "doctor" ? { doctor_id: personId } : { patient_id: personId };
  await updateAppointment(trx, meeting.appointment_id, column);
}

/** The doctor or the patient of a booking, as it names them. */
export async function insertBooked(
  { encryption }: Pick<Deps, "encryption">,
  trx: Transaction<Database>,
  meetingId: string,
  kind: "doctor" | "patient",
  person: BookedPerson,
  deferred = false,
): Promise<void> {
  const id = newId();
  await insertParticipant(trx, {
    id,
    meeting_id: meetingId,
    person_id: person.personId,
    kind,
    role: kind === "doctor" ? "host" : "participant",
    deferred,
    ...saidColumns(encryption, await findPersonKey(trx, person.personId), id, person),
  });
}

/** The participant stays, with their link; the booking says something new of them, or their row is another by now. */
export async function describeParticipant(
  { encryption }: Pick<Deps, "encryption">,
  trx: Transaction<Database>,
  known: ReadParticipant,
  person: BookedPerson,
): Promise<void> {
  const changed = (column: "name" | "email") =>
    person[column] !== undefined && person[column] !== readSaid(encryption, column, known.id, known[column]);
  const said = {
    ...(changed("name") && { name: person.name }),
    ...(changed("email") && { email: person.email }),
  };
  if (known.person_id === person.personId && Object.keys(said).length === 0) return;
  await updateParticipant(trx, known.id, {
    person_id: person.personId,
    ...saidColumns(encryption, await findPersonKey(trx, person.personId), known.id, said),
  });
}

/** Somebody known by e-mail alone, whose id at the platform was learnt since, is no other person. */
async function isSameHuman(trx: Transaction<Database>, oneId: string, otherId: string): Promise<boolean> {
  if (oneId === otherId) return true;
  const [one, other] = [await findPerson(trx, oneId), await findPerson(trx, otherId)];
  if (one.external_id !== null || one.email_hash === null) return false;
  return other.email_hash?.equals(one.email_hash) ?? false;
}
