import {
  type Database,
  findAppointment,
  findMeetingByAppointment,
  findPersonKey,
  insertAppointment,
  lockAppointment,
  type ReadAppointment,
  readClock,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Appointment, AppointmentChanged } from "../../contract/lifecycle.ts";
import type { Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import type { RunningAnswer } from "../../domain/appointment/inside.ts";
import { precedenceOf } from "../../domain/appointment/precedence.ts";
import { bothSides, recordCall } from "../access/record-access.ts";
import { sourceOf } from "../events/append-event.ts";
import { lockMeetingOfAppointment } from "../meetings/lock-meeting-or-archived.ts";
import { requirePermission } from "../meetings/require-meeting.ts";
import { viewMeeting } from "../meetings/view-meeting.ts";
import { upsertPerson } from "../people/upsert-person.ts";
import { defaultWaitMs, reconcileWithin } from "../sync/reconcile-within.ts";
import { transact } from "../transact.ts";
import { applyIncoming, markTied } from "./apply-incoming.ts";
import { askWhetherRunning } from "./ask-whether-running.ts";
import { noteContact } from "./note-contact.ts";
import { contentOf, isForgotten, readContent, storedContent } from "./stored-content.ts";

/**
 * Applies the platform's message about an appointment and changes the visit to match, or keeps it until nobody is
 * inside any more. A paid booking is never bounced: what cannot be done now becomes `attention`.
 */
export async function appointmentChanged(
  deps: Deps,
  actor: Actor,
  { appointment }: AppointmentChanged,
): Promise<{ meeting: Meeting | null }> {
  requirePermission(actor, "lifecycle.appointmentChanged");
  const answer = await askWhetherRunning(deps, await findMeetingByAppointment(deps.db, appointment.id));
  const meetingId = await transact(deps, async (trx) => {
    const id = await takeMessage(deps, trx, actor, appointment, answer);
    const reached = { meetingId: id, appointmentId: appointment.id, persons: id === null ? [] : bothSides };
    await recordCall(deps, trx, actor, "lifecycle.appointmentChanged", reached);
    return id;
  });
  if (meetingId === null) return { meeting: null };
  return { meeting: viewMeeting(deps, actor, await reconcileWithin(deps, meetingId, defaultWaitMs)) };
}

async function takeMessage(
  deps: Deps,
  trx: Transaction<Database>,
  actor: Actor,
  message: Appointment,
  answer: RunningAnswer | null,
): Promise<string | null> {
  await lockAppointment(trx, message.id);
  const found = await findAppointment(trx, message.id);
  const row = found && (await lockMeetingOfAppointment(trx, found.id));
  // Read under the meeting's lock: whoever cancels or creates it writes what of the platform's messages counts.
  const known = row ? await findAppointment(trx, message.id) : found;
  if (isLateWord(known, message)) return row?.id ?? null;
  const content = contentOf(message);
  const before = known ? readContent(deps, known, "incoming") : null;
  const { holds, tied } = precedenceOf(
    known?.source_updated_at && before ? { updatedAt: known.source_updated_at, content: before } : null,
    { updatedAt: message.updatedAt, content },
  );
  if (holds === "known") {
    if (tied) await markTied(trx, message.id, row);
    return row?.id ?? null;
  }
  const now = row?.now ?? (await readClock(trx));
  const meetingId = await applyIncoming({
    deps,
    trx,
    appointment: known ?? (await projectFirst(deps, trx, message)),
    row,
    content,
    before,
    received: { updatedAt: message.updatedAt, tied },
    answer,
    now,
    event: { at: now, source: sourceOf(actor), actor },
  });
  if (meetingId !== null) await noteContact(trx, meetingId, message);
  return meetingId;
}

/** A repeated message brings nothing back of what was forgotten since. */
const isLateWord = (known: ReadAppointment | undefined, { updatedAt }: Appointment): boolean =>
  known !== undefined &&
  isForgotten(known) &&
  known.source_updated_at !== null &&
  updatedAt <= known.source_updated_at;

/** The appointment as it is first heard of. */
async function projectFirst(deps: Deps, trx: Transaction<Database>, message: Appointment) {
  const content = contentOf(message);
  const { personId: patientId } = await upsertPerson(deps, trx, message.patient, "platform");
  const key = await findPersonKey(trx, patientId);
  await insertAppointment(trx, {
    id: message.id,
    status: message.status,
    source_status: message.status,
    type: message.type,
    start_time: message.startTime,
    duration: message.duration,
    timezone: message.timezone ?? deps.config.defaultTimezone,
    doctor_id: (await upsertPerson(deps, trx, message.doctor, "platform")).personId,
    patient_id: patientId,
    source_updated_at: message.updatedAt,
    incoming: storedContent(deps, key, { id: message.id, column: "incoming" }, content),
    base: storedContent(deps, key, { id: message.id, column: "base" }, {}),
  });
  const made = await findAppointment(trx, message.id);
  if (!made) throw new Error("An appointment could not be read after it was written");
  return made;
}
