import {
  type Database,
  insertMeeting,
  insertParticipant,
  lockMeeting,
  type MeetingWithPeople,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { markerOf } from "../../domain/marker.ts";
import { newId } from "../../new-id.ts";
import { dueNow, freshSlot, type NewWish, takeHost } from "./start-new-generation.ts";

export interface NewMeetingWish extends NewWish {
  appointmentId: string;
  doctorId: string;
  patientId: string;
}

/** The first generation of an appointment's meeting, with its doctor and its patient. */
export async function insertNewMeeting(
  deps: Deps,
  trx: Transaction<Database>,
  wish: NewMeetingWish,
  whenTaken: "refuse" | "no-host",
): Promise<MeetingWithPeople> {
  const id = newId();
  const host = await takeHost(deps, trx, id, wish.hostEmail, wish.slot, whenTaken);
  await insertMeeting(trx, {
    id,
    appointment_id: wish.appointmentId,
    topic: deps.encryption.encrypt({ record: "zoom_meetings", column: "topic", id }, wish.topic),
    timezone: wish.timezone,
    host_email: wish.hostEmail,
    status: "pending",
    marker: markerOf(deps.config.deploymentId, wish.appointmentId, 1),
    ...freshSlot(wish.slot, deps.config.joinWindow),
    ...dueNow,
    ...host,
  });
  const doctor = { meeting_id: id, person_id: wish.doctorId, kind: "doctor", role: "host" } as const;
  const patient = {
    meeting_id: id,
    person_id: wish.patientId,
    kind: "patient",
    role: "participant",
  } as const;
  await insertParticipant(trx, { id: newId(), ...doctor });
  await insertParticipant(trx, { id: newId(), ...patient });
  const row = await lockMeeting(trx, id);
  if (!row) throw new Error("The meeting that was just made is missing");
  return row;
}
