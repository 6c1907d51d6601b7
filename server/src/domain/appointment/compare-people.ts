import { isSameEmail } from "../email-address.ts";
import type { PlatformPerson } from "./platform-content.ts";

/** `corrected`: the same person under another address. */
export type PersonChange = "same" | "corrected" | "other";

/**
 * Two people are two ids, or two names. Without ids, another e-mail under the same name is a correction, else another
 * person. A person of whom nothing is said cannot be told from the one who is known.
 */
export function comparePeople(known: PlatformPerson, incoming: PlatformPerson): PersonChange {
  const ids = compare(known.id, incoming.id);
  if (ids === "different") return "other";
  if (ids === "equal") return addressOf(known, incoming);
  const emails = compareEmails(known, incoming);
  const names = compareNames(known, incoming);
  // An id that was learnt since: the name a clinic wrote down before may be spelt in another way.
  const oneHasId = (known.id === undefined) !== (incoming.id === undefined);
  if (oneHasId && emails === "equal") return "same";
  if (names === "equal") return addressOf(known, incoming);
  if (names === "different") return "other";
  if (saysNothing(incoming) || saysNothing(known)) return "same";
  return emails === "equal" ? "same" : "other";
}

/** Doctors are told apart by id and by the address under which they host. */
export const isSameDoctor = (known: PlatformPerson, incoming: PlatformPerson): boolean =>
  compare(known.id, incoming.id) !== "different" && isSameEmail(known.email, incoming.email);

const addressOf = (known: PlatformPerson, incoming: PlatformPerson): "same" | "corrected" =>
  compareEmails(known, incoming) === "different" ? "corrected" : "same";

function compare(one: string | undefined, other: string | undefined): "equal" | "different" | "unknown" {
  if (one === undefined || other === undefined) return "unknown";
  return one === other ? "equal" : "different";
}

const compareEmails = (known: PlatformPerson, incoming: PlatformPerson) =>
  known.email !== undefined && isSameEmail(known.email, incoming.email)
    ? "equal"
    : compare(known.email, incoming.email);

/**
 * Whether a booking through the API means another patient than the one who is known. A name alone says nothing: people
 * are spelt in several ways. On one address, without ids, two names are two people.
 */
export function isOtherPatient(known: PlatformPerson, incoming: PlatformPerson): boolean {
  const ids = compare(known.id, incoming.id);
  const emails = compareEmails(known, incoming);
  if (ids !== "unknown") return ids === "different" || emails === "different";
  if (incoming.email === undefined) return false;
  if (emails !== "equal") return true;
  return known.id === undefined && incoming.id === undefined && compareNames(known, incoming) === "different";
}

const compareNames = (known: PlatformPerson, incoming: PlatformPerson) =>
  compare(known.name && foldedName(known.name), incoming.name && foldedName(incoming.name));

/** A name as names are compared: by NFC, without case, one blank for several. */
export const foldedName = (name: string): string =>
  name.toUpperCase().toLowerCase().normalize("NFC").trim().replace(/\s+/g, " ");

const saysNothing = ({ id, name, email }: PlatformPerson): boolean =>
  id === undefined && name === undefined && email === undefined;
