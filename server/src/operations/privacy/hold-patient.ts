import { findPatient, findPersonKey, placeHold, releaseHold, standingHold } from "@patientcare/zoom-db";
import { newId } from "../../new-id.ts";
import type { PrivacyDeps } from "./privacy-deps.ts";

export type Hold =
  | { done: "held" | "released" }
  | { refused: "unknown" | "not-held" }
  | { refused: "held-already"; since: Date };

/** Nothing of this patient is forgotten or erased from here on, until the hold is released. */
export async function holdPatient(
  { db, encryption }: PrivacyDeps,
  externalId: string,
  reason: string,
): Promise<Hold> {
  const patient = await findPatient(db, externalId);
  const key = patient && (await findPersonKey(db, patient.id));
  if (!key) return { refused: "unknown" };
  const id = newId();
  const sealed = encryption.seal(key, { record: "legal_holds", column: "reason", id }, reason);
  if (await placeHold(db, { id, person_id: patient.id, reason: sealed })) return { done: "held" };
  const standing = await standingHold(db, patient.id);
  return standing ? { refused: "held-already", since: standing.placed_at } : { refused: "not-held" };
}

/** Retention and erasure go on as if there had been no hold. */
export async function releasePatient(
  { db, encryption }: PrivacyDeps,
  externalId: string,
  reason: string,
): Promise<Hold> {
  const patient = await findPatient(db, externalId);
  const key = patient && (await findPersonKey(db, patient.id));
  if (!key) return { refused: "unknown" };
  const hold = await standingHold(db, patient.id);
  if (!hold) return { refused: "not-held" };
  const place = { record: "legal_holds", column: "release_reason", id: hold.id };
  const isReleased = await releaseHold(db, hold.id, encryption.seal(key, place, reason));
  return isReleased ? { done: "released" } : { refused: "not-held" };
}
