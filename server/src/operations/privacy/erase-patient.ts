import {
  type Database,
  destroyKey,
  erasedAt,
  findPatient,
  forgetPerson,
  lockPatient,
  meetingsOfPerson,
  returnedPersons,
  standingHold,
  unfinishedVisits,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import { forgetBodiesThatName } from "./forget-bodies-that-name.ts";
import type { PrivacyDeps } from "./privacy-deps.ts";
import { releaseFromPatient } from "./release-from-patient.ts";

export type Erasure =
  | { done: "erased"; meetings: number }
  | { done: "erased-before"; at: Date }
  | { refused: "unknown" | "doctor" }
  | { refused: "held"; since: Date }
  | { refused: "unfinished-visits"; count: number; next: Date | null };

/**
 * Erases a patient: destroys their data key, and with it all that it sealed, also in older copies of the tables; takes
 * away what lay beside it. All that counts happens in one transaction; what comes before may be repeated.
 */
export async function erasePatient(deps: PrivacyDeps, externalId: string): Promise<Erasure> {
  const patient = await findPatient(deps.db, externalId);
  if (!patient) {
    const at = await erasedAt(deps.db, erasedIdHashes(deps, externalId));
    return at ? { done: "erased-before", at } : { refused: "unknown" };
  }
  // While name and address are still known: afterwards nobody could tell which bodies name the patient.
  const refusal = await deps.db.transaction().execute((trx) => refusalOf(trx, externalId));
  if (refusal) return refusal;
  await forgetBodiesThatName(deps, patient);
  return deps.db.transaction().execute(async (trx) => {
    const refusedNow = await refusalOf(trx, externalId);
    if (refusedNow) return refusedNow;
    const meetings = await wipe(deps, trx, { id: patient.id, keyId: patient.keyId, externalId });
    return { done: "erased", meetings };
  });
}

async function refusalOf(trx: Transaction<Database>, externalId: string): Promise<Erasure | null> {
  const patient = await lockPatient(trx, externalId);
  if (!patient) return { refused: "unknown" };
  if (patient.isDoctor) return { refused: "doctor" };
  const hold = await standingHold(trx, patient.id);
  if (hold) return { refused: "held", since: hold.placed_at };
  const unfinished = await unfinishedVisits(trx, patient.id);
  return unfinished.count > 0 ? { refused: "unfinished-visits", ...unfinished } : null;
}

/** Erases again whom an older copy of the tables brought back: their keys are gone. Returns how many there were. */
export async function eraseReturned(deps: PrivacyDeps): Promise<number> {
  for (let count = 0; ; ) {
    const erased = await deps.db.transaction().execute(async (trx) => {
      const persons = await returnedPersons(trx, 100);
      for (const person of persons) await wipe(deps, trx, person);
      return persons.length;
    });
    if (erased === 0) return count;
    count += erased;
  }
}

async function wipe(
  deps: PrivacyDeps,
  trx: Transaction<Database>,
  person: { id: string; keyId: string; externalId: string | null },
): Promise<number> {
  const meetings = await meetingsOfPerson(trx, person.id);
  await releaseFromPatient(deps, trx, person, meetings);
  await forgetPerson(trx, {
    personId: person.id,
    keyId: person.keyId,
    meetingIds: meetings.map(({ id }) => id),
    zoomIds: meetings.flatMap(({ zoom_ids }) => zoom_ids),
  });
  if (person.externalId !== null) await destroyKey(trx, person.id, erasedIdHash(deps, person.externalId));
  return meetings.length;
}

const erasedIdHashes = ({ encryption }: PrivacyDeps, externalId: string) =>
  [encryption, ...(encryption.previous ? [encryption.previous] : [])].map(({ keyedHash }) =>
    keyedHash("erased-person", externalId),
  );

const erasedIdHash = ({ encryption }: PrivacyDeps, externalId: string) =>
  encryption.keyedHash("erased-person", externalId);
