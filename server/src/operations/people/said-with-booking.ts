import type { PersonKey, Readable, Sealed } from "@patientcare/zoom-db";
import type { Encryption } from "../../encryption.ts";

/** A person as one booking names them. */
export interface BookedPerson {
  personId: string;
  name?: string;
  email?: string;
}

type Said = Omit<BookedPerson, "personId">;

const placeOf = (participantId: string, column: keyof Said) => ({
  record: "participants",
  column,
  id: participantId,
});

/**
 * The columns of a participant for what was said with the booking, under their person's key; what was not said is left
 * out, and so is everything once the person is erased.
 */
export function saidColumns(
  { seal }: Pick<Encryption, "seal">,
  key: PersonKey | null,
  participantId: string,
  { name, email }: Said,
): { name?: Sealed; email?: Sealed } {
  if (key === null) return {};
  return {
    ...(name !== undefined && { name: seal(key, placeOf(participantId, "name"), name) }),
    ...(email !== undefined && { email: seal(key, placeOf(participantId, "email"), email) }),
  };
}

/** Name and address as this booking gives them: those that other bookings gave stay with these. */
export const readSaid = (
  { unseal }: Pick<Encryption, "unseal">,
  column: keyof Said,
  participantId: string | null,
  value: Readable | null,
): string | null => (participantId && value && unseal(placeOf(participantId, column), value)) || null;
