import type { VisitParticipant } from "@patientcare/zoom-db";
import type { Encryption } from "../../encryption.ts";

/** The name that was said with this booking, else the one that is known of the person. */
export const participantName = (
  encryption: Pick<Encryption, "unseal">,
  { id, person_id, name, person_name }: Pick<VisitParticipant, "id" | "person_id" | "name" | "person_name">,
): string | null =>
  (name && encryption.unseal({ record: "participants", column: "name", id }, name)) ??
  (person_name && encryption.unseal({ record: "persons", column: "name", id: person_id }, person_name));
