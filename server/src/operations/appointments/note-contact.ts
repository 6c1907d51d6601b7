import { clearNoContact, type Database, markNoContact } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Appointment } from "../../contract/lifecycle.ts";

/** A patient's e-mail that is no address becomes `no-contact`, and one that is ends it; a message without one changes nothing. */
export async function noteContact(
  trx: Transaction<Database>,
  meetingId: string,
  { patient }: Appointment,
): Promise<void> {
  if (patient.emailIsUnusable) await markNoContact(trx, meetingId);
  else if (patient.email !== undefined) await clearNoContact(trx, meetingId);
}
