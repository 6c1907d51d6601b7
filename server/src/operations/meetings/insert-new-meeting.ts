import { type Database, findPersonKey, insertMeetingRow, insertParticipant } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { markerOf } from "../../domain/marker.ts";
import { newId } from "../../new-id.ts";
import { type DesiredMeeting, dueNow, freshSlot, reserveHost } from "./start-new-generation.ts";
import { storedTopic } from "./stored-topic.ts";

export interface NewDesiredMeeting extends DesiredMeeting {
  appointmentId: string;
  doctorId: string;
  patientId: string;
}

/** The first generation of an appointment's meeting, with its doctor and its patient. */
export async function insertNewMeeting(
  deps: Deps,
  trx: Transaction<Database>,
  desired: NewDesiredMeeting,
  whenTaken: "refuse" | "no-host",
): Promise<{ id: string; now: Date }> {
  const id = newId();
  const patientKey = await findPersonKey(trx, desired.patientId);
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
  const doctor = { meeting_id: id, person_id: desired.doctorId, kind: "doctor", role: "host" } as const;
  const patient = {
    meeting_id: id,
    person_id: desired.patientId,
    kind: "patient",
    role: "participant",
  } as const;
  await insertParticipant(trx, { id: newId(), ...doctor });
  await insertParticipant(trx, { id: newId(), ...patient });
  return { id, now };
}
