import {
  changeAttentions,
  type Database,
  findEmailProof,
  findPerson,
  insertAppointment,
  isOwnedBy,
  lockAppointment,
  type MeetingWithPeople,
  type ReadAppointment,
  readClock,
  restoreMeeting,
  updateAppointment,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { CreateMeeting, Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { isSameSlot, type Slot } from "../../domain/join-window.ts";
import { bothSides, recordCall } from "../access/record-access.ts";
import { clearSettledConflict, dropDeferred } from "../appointments/settle-with-staff.ts";
import { appendEvent } from "../events/append-event.ts";
import { replacePerson } from "../people/replace-person.ts";
import { upsertPerson } from "../people/upsert-person.ts";
import { reconcileWithin, throwIfRejected } from "../sync/reconcile-within.ts";
import { transact } from "../transact.ts";
import { declaredBy, requireTransition } from "./change-meeting.ts";
import { insertNewMeeting } from "./insert-new-meeting.ts";
import { lockMeetingOfAppointment } from "./lock-meeting-or-archived.ts";
import { meansOtherPatient, peopleOfBooking, requestedPatient } from "./people-of-booking.ts";
import { meetingNotFound, ownerOf, requirePermission } from "./require-meeting.ts";
import { requirePossible } from "./require-possible.ts";
import { reviseMeeting } from "./revise-meeting.ts";
import { startNewGeneration } from "./start-new-generation.ts";
import { viewMeeting } from "./view-meeting.ts";

/**
 * The meeting of an appointment: made, revived, or the one that is there. Waits up to `waitMs` for Zoom.
 * @throws DomainError SLOT_TAKEN, ILLEGAL_TRANSITION, ZOOM_API_ERROR, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function createMeeting(deps: Deps, actor: Actor, input: CreateMeeting): Promise<Meeting> {
  requirePermission(actor, "meetings.create");
  const meetingId = await transact(deps, async (trx) => {
    const appointment = await lockAppointment(trx, input.appointmentId);
    const row = appointment && (await lockMeetingOfAppointment(trx, appointment.id));
    await requireOwnHost(deps, trx, actor, input, appointment);
    const id = await (row
      ? createAgain(deps, trx, actor, input, row)
      : createFirst(deps, trx, actor, input, appointment));
    const reached = { meetingId: id, appointmentId: input.appointmentId, persons: bothSides };
    await recordCall(deps, trx, actor, "meetings.create", reached);
    return id;
  });
  return viewMeeting(deps, actor, throwIfRejected(await reconcileWithin(deps, meetingId, input.waitMs)));
}

async function requireOwnHost(
  deps: Deps,
  trx: Transaction<Database>,
  actor: Actor,
  input: CreateMeeting,
  appointment: ReadAppointment | undefined,
): Promise<void> {
  if (actor.role !== "doctor") return;
  const doctor = appointment && (await findPerson(trx, appointment.doctor_id));
  const known = doctor && {
    externalId: doctor.external_id,
    emailHash: await findEmailProof(trx, "doctor", doctor),
  };
  const owner = ownerOf(deps, actor);
  if (known && owner && !isOwnedBy(owner, { doctor: known, patient: known })) throw meetingNotFound();
  if (input.hostEmail !== actor.email) {
    throw new DomainError("FORBIDDEN", "A doctor may make meetings under their own, verified e-mail only");
  }
}

async function createFirst(
  deps: Deps,
  trx: Transaction<Database>,
  actor: Actor,
  input: CreateMeeting,
  appointment: ReadAppointment | undefined,
): Promise<string> {
  const slot = requestedSlot(input);
  requirePossible(deps, slot, await readClock(trx));
  const people = await peopleOfBooking(deps, trx, input, appointment);
  const timezone = input.timezone ?? deps.config.defaultTimezone;
  const projection = {
    status: "CONFIRMED",
    source_status: "CONFIRMED",
    type: "ONLINE",
    start_time: slot.start,
    duration: slot.duration,
    timezone,
    doctor_id: people.doctor.personId,
    patient_id: people.patient.personId,
  } as const;
  if (appointment) await updateAppointment(trx, input.appointmentId, projection);
  else await insertAppointment(trx, { id: input.appointmentId, ...projection });
  const desired = { ...desiredOf(deps, input), appointmentId: input.appointmentId, ...people };
  const row = await insertNewMeeting(deps, trx, desired, "refuse");
  await dropDeferred(deps, trx, { id: row.id, appointment_id: input.appointmentId });
  await appendEvent(deps, trx, { type: "created", slot, ...declaredBy(actor, row) });
  return row.id;
}

async function createAgain(
  deps: Deps,
  trx: Transaction<Database>,
  actor: Actor,
  input: CreateMeeting,
  found: MeetingWithPeople,
): Promise<string> {
  const slot = requestedSlot(input);
  const sameSlot = isSameSlot({ start: found.start_time, duration: found.duration }, slot);
  const verb = sameSlot && found.host_email === input.hostEmail ? "create-same" : "create-other";
  const how = requireTransition(verb, found.status);
  const otherPatient = meansOtherPatient(deps, input, found);
  if (otherPatient && how !== "new-generation") {
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      "The meeting has another participant: tell lifecycle.appointmentChanged who the patient is now",
    );
  }
  if (how === "noop") return found.id;

  requirePossible(deps, slot, found.now);
  const row = found.archived_at ? await restoreMeeting(trx, found) : found;
  const event = { slot, ...declaredBy(actor, row) };
  if (row.host_email !== input.hostEmail) {
    const doctor = await upsertPerson(deps, trx, { email: input.hostEmail }, "caller");
    await replacePerson(deps, trx, row, "doctor", doctor);
  }
  if (otherPatient) {
    const patient = await upsertPerson(deps, trx, requestedPatient(input), "caller");
    await replacePerson(deps, trx, row, "patient", patient, true);
    await changeAttentions(trx, row.id, { clear: ["no-contact"] });
  }
  if (how === "new-generation") {
    await startNewGeneration(deps, trx, row, desiredOf(deps, input), "refuse");
    await appendEvent(deps, trx, { ...event, type: "revived" });
  } else {
    await reviseMeeting(deps, trx, row, desiredOf(deps, input), "refuse");
    await appendEvent(deps, trx, { ...event, type: "retried" });
  }
  await updateAppointment(trx, row.appointment_id, { status: "CONFIRMED", source_status: "CONFIRMED" });
  await dropDeferred(deps, trx, row);
  await clearSettledConflict(deps, trx, row.id);
  return row.id;
}

const requestedSlot = (input: CreateMeeting): Slot => ({ start: input.startTime, duration: input.duration });

const desiredOf = (deps: Deps, input: CreateMeeting) => ({
  slot: requestedSlot(input),
  hostEmail: input.hostEmail,
  topic: input.topic,
  timezone: input.timezone ?? deps.config.defaultTimezone,
});
