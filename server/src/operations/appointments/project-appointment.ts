import { type AppointmentRow, insertAppointment, updateAppointment } from "@patientcare/zoom-db";
import { appointmentStatusOf } from "../../domain/visit/evaluation.ts";
import { upsertPerson } from "../people/upsert-person.ts";
import type { AppointmentUpdate } from "./appointment-update.ts";
import { contentOf, isSamePerson } from "./source-content.ts";

export interface People {
  doctorId: string;
  patientId: string;
}

/** Writes the appointment as the platform has it; this always commits. */
export async function projectAppointment(
  update: AppointmentUpdate,
  known: AppointmentRow | undefined,
): Promise<People> {
  const { deps, trx, incoming, row } = update;
  const doctorId = await doctorOf(update, known);
  const patientId = await patientOf(update, known);
  const projection = {
    // A cancelled meeting says nothing of an appointment that takes place in person.
    status:
      row && row.status !== "cancelled"
        ? appointmentStatusOf(row.status, row.outcome, incoming.status)
        : incoming.status,
    source_status: incoming.status,
    type: incoming.type,
    start_time: incoming.startTime,
    duration: incoming.duration,
    timezone: incoming.timezone ?? deps.config.defaultTimezone,
    source_updated_at: incoming.updatedAt,
    source_content: deps.encryption.encrypt(
      { record: "appointments", column: "source_content", id: incoming.id },
      JSON.stringify(contentOf(incoming)),
    ),
    doctor_id: doctorId,
    patient_id: patientId,
  };
  if (known) await updateAppointment(trx, incoming.id, projection);
  else await insertAppointment(trx, { id: incoming.id, ...projection });
  return { doctorId, patientId };
}

async function doctorOf(
  { deps, trx, incoming, before }: AppointmentUpdate,
  known: AppointmentRow | undefined,
): Promise<string> {
  const incomingId = await upsertPerson(deps, trx, incoming.doctor, "platform");
  return known && before && isSamePerson(before.doctor, incoming.doctor) ? known.doctor_id : incomingId;
}

/** A patient without id and e-mail cannot be distinguished from another: a known one stays. */
async function patientOf(
  { deps, trx, incoming, before }: AppointmentUpdate,
  known: AppointmentRow | undefined,
): Promise<string> {
  const { patient } = contentOf(incoming);
  const nameless = patient.id === undefined && patient.email === undefined;
  const unchanged = before === null ? nameless : isSamePerson(before.patient, patient);
  if (known && unchanged && nameless) return known.patient_id;
  const incomingId = await upsertPerson(deps, trx, patient, "platform");
  return known && unchanged ? known.patient_id : incomingId;
}
