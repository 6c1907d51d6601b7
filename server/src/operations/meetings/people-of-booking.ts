import type { Database, MeetingWithPeople, ReadAppointment } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { CreateMeeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import { isOtherPatient } from "../../domain/appointment/compare-people.ts";
import type { PlatformPerson } from "../../domain/appointment/platform-content.ts";
import { isSameEmail } from "../../domain/email-address.ts";
import { readContent } from "../appointments/stored-content.ts";
import type { BookedPerson } from "../people/said-with-booking.ts";
import { upsertPerson } from "../people/upsert-person.ts";
import { bookedPatientOf } from "./view-meeting.ts";

/** The patient as the caller names them. */
export const requestedPatient = (input: CreateMeeting): PlatformPerson => ({
  id: input.participantId,
  name: input.participantName,
  email: input.participantEmail,
});

/** Doctor and patient of a first booking: as the platform described them for this appointment, where the caller means the same. */
export async function peopleOfBooking(
  deps: Deps,
  trx: Transaction<Database>,
  input: CreateMeeting,
  appointment: ReadAppointment | undefined,
): Promise<{ doctor: BookedPerson; patient: BookedPerson }> {
  const described = appointment && readContent(deps, appointment, "incoming");
  const { doctor = {}, patient = {} } = described ?? {};
  const requested = requestedPatient(input);
  const isSameDoctor = isSameEmail(doctor.email, input.hostEmail);
  return {
    doctor:
      appointment && isSameDoctor
        ? { personId: appointment.doctor_id, name: doctor.name, email: doctor.email }
        : await upsertPerson(deps, trx, { email: input.hostEmail }, "caller"),
    patient:
      appointment && !isOtherPatient(patient, requested)
        ? {
            personId: appointment.patient_id,
            name: patient.name ?? requested.name,
            email: patient.email ?? requested.email,
          }
        : await upsertPerson(deps, trx, requested, "caller"),
  };
}

/** Whether a repeated booking means another patient than the meeting has. */
export const meansOtherPatient = (deps: Deps, input: CreateMeeting, row: MeetingWithPeople): boolean =>
  isOtherPatient(bookedPatientOf(deps, row), requestedPatient(input));
