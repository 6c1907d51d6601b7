import { type Database, findPersonKey, insertMeetingRow } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { markerOf } from "../../domain/marker.ts";
import { newId } from "../../new-id.ts";
import { insertBooked } from "../people/replace-person.ts";
import type { BookedPerson } from "../people/said-with-booking.ts";
import { type DesiredMeeting, dueNow, freshSlot, reserveHost } from "./start-new-generation.ts";
import { storedTopic } from "./stored-topic.ts";

export interface NewDesiredMeeting extends DesiredMeeting {
  appointmentId: string;
  doctor: BookedPerson;
  patient: BookedPerson;
}

/** The first generation of an appointment's meeting, with its doctor and its patient. */
export async function insertNewMeeting(
  deps: Deps,
  trx: Transaction<Database>,
  desired: NewDesiredMeeting,
  whenTaken: "refuse" | "no-host",
): Promise<{ id: string; now: Date }> {
  const id = newId();
  const patientKey = await findPersonKey(trx, desired.patient.personId);
  const host = await reserveHost(deps, trx, id, desired.hostEmail, desired.slot, whenTaken);
  const now = await insertMeetingRow(trx, {
    id,
    appointment_id: desired.appointmentId,
    topic: storedTopic(deps, patientKey, id, desired.topic),
    timezone: desired.timezone,
    host_email: desired.hostEmail,
    status: "pending",
    marker: markerOf(deps.config.deploymentId, desired.appointmentId, 1),
    ...freshSlot(desired.slot, deps.config.joinWindow),
    ...dueNow,
    ...host,
  });
  await insertBooked(deps, trx, id, "doctor", desired.doctor);
  await insertBooked(deps, trx, id, "patient", desired.patient);
  return { id, now };
}
