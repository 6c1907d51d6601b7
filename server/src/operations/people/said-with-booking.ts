import type { Encrypted } from "@patientcare/zoom-db";
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

/** The columns of a participant for what was said with the booking; what was not said is left out. */
export function saidColumns(
  { encrypt }: Pick<Encryption, "encrypt">,
  participantId: string,
  { name, email }: Said,
): { name?: Encrypted; email?: Encrypted } {
  return {
    ...(name !== undefined && { name: encrypt(placeOf(participantId, "name"), name) }),
    ...(email !== undefined && { email: encrypt(placeOf(participantId, "email"), email) }),
  };
}

/** What was said with this booking alone: what is known of the same person from elsewhere stays there. */
export const readSaid = (
  { decrypt }: Pick<Encryption, "decrypt">,
  column: keyof Said,
  participantId: string | null,
  value: Encrypted | null,
): string | null => (participantId && value && decrypt(placeOf(participantId, column), value)) || null;
