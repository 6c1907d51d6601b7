import { type AppointmentRow, insertAppointment, updateAppointment } from "@patientcare/zoom-db";
import { appointmentStatusOf } from "../../domain/visit/evaluation.ts";
import { rememberPerson } from "../people/upsert-person.ts";
import type { Taking } from "./appointment-changed.ts";
import { contentOf, isSamePerson } from "./source-content.ts";

export interface People {
  doctorId: string;
  patientId: string;
}

/** Writes the appointment as the platform has it; this always commits. */
export async function projectAppointment(taking: Taking, known: AppointmentRow | undefined): Promise<People> {
  const { deps, trx, said, row } = taking;
  const doctorId = await doctorOf(taking, known);
  const patientId = await patientOf(taking, known);
  const projection = {
    // A cancelled meeting says nothing of an appointment that takes place in person.
    status:
      row && row.status !== "cancelled"
        ? appointmentStatusOf(row.status, row.outcome, said.status)
        : said.status,
    source_status: said.status,
    type: said.type,
    start_time: said.startTime,
    duration: said.duration,
    timezone: said.timezone ?? deps.config.defaultTimezone,
    source_updated_at: said.updatedAt,
    source_content: deps.encryption.encrypt(
      { record: "appointments", column: "source_content", id: said.id },
      JSON.stringify(contentOf(said)),
    ),
    doctor_id: doctorId,
    patient_id: patientId,
  };
  if (known) await updateAppointment(trx, said.id, projection);
  else await insertAppointment(trx, { id: said.id, ...projection });
  return { doctorId, patientId };
}

async function doctorOf(
  { deps, trx, said, before }: Taking,
  known: AppointmentRow | undefined,
): Promise<string> {
  const saidId = await rememberPerson(deps, trx, said.doctor, "platform");
  return known && before && isSamePerson(before.doctor, said.doctor) ? known.doctor_id : saidId;
}

/** A patient without id and e-mail cannot be told from another: one that is known already stays. */
async function patientOf(
  { deps, trx, said, before }: Taking,
  known: AppointmentRow | undefined,
): Promise<string> {
  const { patient } = contentOf(said);
  const nameless = patient.id === undefined && patient.email === undefined;
  const unchanged = before === null ? nameless : isSamePerson(before.patient, patient);
  if (known && unchanged && nameless) return known.patient_id;
  const saidId = await rememberPerson(deps, trx, patient, "platform");
  return known && unchanged ? known.patient_id : saidId;
}
