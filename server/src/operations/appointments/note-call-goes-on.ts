import { type Database, findAppointment, updateAppointment } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { baseWhereCallGoesOn } from "../../domain/appointment/merge.ts";
import { encryptedContent, readContent } from "./stored-content.ts";

/** The platform's withdrawal was carried out on a visit whose call still runs: it waits again, as one that was put off. */
export async function noteCallGoesOn(
  deps: Deps,
  trx: Transaction<Database>,
  appointmentId: string,
): Promise<void> {
  const appointment = await findAppointment(trx, appointmentId);
  const base = appointment && readContent(deps, appointment, "base");
  if (!base) return;
  await updateAppointment(trx, appointmentId, {
    base: encryptedContent(deps, appointmentId, "base", baseWhereCallGoesOn(base)),
  });
}
