import { changeAttentions, type Database } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Appointment } from "../../contract/lifecycle.ts";
import { intentOf } from "../../domain/appointment/platform-content.ts";

/** A patient whose e-mail cannot be used needs somebody, until a message brings one that can. */
export async function noteContact(
  trx: Transaction<Database>,
  meetingId: string,
  { patient, status, type }: Appointment,
): Promise<void> {
  if (patient.emailIsUnusable && intentOf({ status, type }) === "confirmed")
    await changeAttentions(trx, meetingId, { raise: ["no-contact"] });
  else if (patient.email !== undefined || status === "CANCELLED")
    await changeAttentions(trx, meetingId, { clear: ["no-contact"] });
}
