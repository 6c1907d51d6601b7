/** A person as ownership sees them. */
export interface KnownPerson {
  externalId: string | null;
  /** Null where the address says nothing: others use it too. */
  emailHash: Buffer | null;
}

/** A caller who may see their own meetings only, on one side of the visit. */
export interface Owner {
  side: "doctor" | "patient";
  externalId: string;
  /** Null where nobody has verified that the address is the caller's; both, while the index key changes: one behind the other. */
  emailHash: Buffer | null;
}

export interface PeopleOfMeeting {
  doctor: KnownPerson;
  patient: KnownPerson;
}

/**
 * Whether a meeting belongs to a caller: the platform's id decides, and the e-mail only where the person has no id. The
 * database's function `is_owned_by` is the same rule for statements; a test holds the two equal.
 */
export function isOwnedBy(owner: Owner, people: PeopleOfMeeting): boolean {
  const person = people[owner.side];
  if (person.externalId !== null) return person.externalId === owner.externalId;
  return person.emailHash !== null && owner.emailHash !== null && isAmong(owner.emailHash, person.emailHash);
}

const hashBytes = 32;

const isAmong = (hashes: Buffer, hash: Buffer): boolean => hashes.indexOf(hash) % hashBytes === 0;
