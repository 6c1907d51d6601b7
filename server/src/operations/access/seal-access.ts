import type { LoggedAccess, NewAccess } from "@patientcare/zoom-db";
import type { Encryption } from "../../encryption.ts";

const separator = "\u001f";

/**
 * A keyed hash of a row: without the keys of the service nobody adds rows to the log. It leaves out what the database fills
 * in: the time, and the meeting of an appointment that a reading finds. `sealedText` of the queries writes the same text.
 */
export const sealOf = (encryption: Pick<Encryption, "keyedHash">, row: Omit<NewAccess, "seal">): Buffer =>
  encryption.keyedHash("access", textOf(row));

function textOf(row: Omit<NewAccess, "seal">): string {
  const subject = row.appointment_id ?? row.meeting_id ?? row.meeting_ids?.join(",") ?? null;
  const optional = [
    row.reason,
    row.actor_role,
    subject?.toLowerCase() ?? null,
    row.participant_id,
    row.link_id,
    row.request_id,
    row.device,
    row.actor,
  ].map((value) => (value === null ? "-" : `+${value}`));
  return [row.id, row.action, row.decision, String(row.hands_over), ...optional].join(separator);
}

/** While the index key changes, seals of the earlier one are known too. */
export type SealReader = Pick<Encryption, "keyedHash" | "previous">;

/** Whether the service wrote this row. */
export const isSealed = (
  { keyedHash, previous }: SealReader,
  { sealed, seal }: Pick<LoggedAccess, "sealed" | "seal">,
): boolean =>
  seal !== null &&
  (keyedHash("access", sealed).equals(seal) || previous?.keyedHash("access", sealed).equals(seal) === true);
