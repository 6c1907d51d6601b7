import { type Database, findAppointment, updateAppointment } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { baseWhereCallGoesOn } from "../../domain/appointment/merge.ts";
import { readContent, storedContent } from "./stored-content.ts";

/** The platform's withdrawal was carried out on a visit whose call still runs: it waits again, as one that was put off. */
export async function noteCallGoesOn(
  deps: Deps,
  trx: Transaction<Database>,
  appointmentId: string,
): Promise<void> {
  const appointment = await findAppointment(trx, appointmentId);
  const base = appointment && readContent(deps, appointment, "base");
  if (!base) return;
  const place = { id: appointmentId, column: "base" } as const;
  await updateAppointment(trx, appointmentId, {
    base: storedContent(deps, appointment.patient_key, place, baseWhereCallGoesOn(base)),
  });
}
