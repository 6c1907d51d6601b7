import {
  changeAttentions,
  type Database,
  hasRedirectSince,
  lockAppointment,
  type MeetingWithPeople,
  readClock,
  restoreMeeting,
  updateAppointment,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Appointment, AppointmentChanged } from "../../contract/lifecycle.ts";
import type { Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { consequenceOf, intentOf, precedenceOf } from "../../domain/appointment-change.ts";
import { isStillPossible, opensAt, type Slot } from "../../domain/join-window.ts";
import { appendEvent, sourceOf } from "../events/append-event.ts";
import { insertNewMeeting } from "../meetings/insert-new-meeting.ts";
import { lockMeetingOfAppointment } from "../meetings/lock-meeting-or-archived.ts";
import { requirePermission } from "../meetings/require-meeting.ts";
import { reviseMeeting } from "../meetings/revise-meeting.ts";
import { type DesiredMeeting, startNewGeneration } from "../meetings/start-new-generation.ts";
import { topicOf, viewMeeting } from "../meetings/view-meeting.ts";
import { withdrawMeeting } from "../meetings/withdraw-meeting.ts";
import { replacePerson } from "../people/replace-person.ts";
import { defaultWaitMs, reconcileWithin } from "../sync/reconcile-within.ts";
import type { AppointmentUpdate } from "./appointment-update.ts";
import { noteContact } from "./note-contact.ts";
import { type People, projectAppointment } from "./project-appointment.ts";
import { contentOf, isSameContent, isSamePerson, readContent } from "./source-content.ts";

const defaultTopic = "Online visit";

/**
 * Applies the platform's message about an appointment and changes the visit to match. A paid booking is never
 * bounced: what cannot be done now becomes `attention`.
 */
export async function appointmentChanged(
  deps: Deps,
  actor: Actor,
  { appointment }: AppointmentChanged,
): Promise<{ meeting: Meeting | null }> {
  requirePermission(actor, "lifecycle.appointmentChanged");
  const meetingId = await deps.db
    .transaction()
    .execute((trx) => applyIncoming(deps, trx, actor, appointment));
  if (meetingId === null) return { meeting: null };
  return { meeting: viewMeeting(deps, await reconcileWithin(deps, meetingId, defaultWaitMs)) };
}

async function applyIncoming(
  deps: Deps,
  trx: Transaction<Database>,
  actor: Actor,
  incoming: Appointment,
): Promise<string | null> {
  const known = await lockAppointment(trx, incoming.id);
  const row = known && (await lockMeetingOfAppointment(trx, known.id));
  const before = readContent(deps, known);
  const precedence = precedenceOf(
    known?.source_updated_at ? { updatedAt: known.source_updated_at, status: known.source_status } : null,
    incoming,
    before !== null && isSameContent(before, contentOf(incoming)),
  );
  if (precedence === "ignore") return row?.id ?? null;

  const now = row?.now ?? known?.now ?? (await readClock(trx));
  const event = { at: now, source: sourceOf(actor), actor };
  // A meeting that is over applied no message since: every field of this one counts as changed.
  const isOver = row && ["cancelled", "missed", "ended"].includes(row.status);
  const update: AppointmentUpdate = {
    deps,
    trx,
    incoming: incoming,
    before: isOver ? null : before,
    row,
    now,
    event: event,
  };
  const people = await projectAppointment(update, known);
  const meetingId = await follow(update, people, precedence === "apply-as-conflict");
  if (meetingId !== null && precedence === "apply-as-conflict") {
    await changeAttentions(trx, meetingId, { raise: ["source-conflict"] });
  }
  if (meetingId !== null) await noteContact(trx, meetingId, incoming);
  return meetingId;
}

async function follow(
  update: AppointmentUpdate,
  people: People,
  isConflict: boolean,
): Promise<string | null> {
  const { deps, trx, incoming, now, event } = update;
  const window = deps.config.joinWindow;
  const slot = nextSlot(update);
  const desired = intentOf(incoming.status, incoming.type);
  const found = update.row;
  const presentSlot = found ? { start: found.start_time, duration: found.duration } : slot;
  const consequence = consequenceOf({
    desired: desired,
    meeting: found?.status ?? "none",
    slotIsOver: !isStillPossible(desired === "confirmed" ? slot : presentSlot, window, now),
    slotMovedAhead: slot.start > now && slot.start.getTime() !== found?.start_time.getTime(),
  });
  if (!found) {
    if (consequence !== "create") return null;
    return create(update, people, slot);
  }
  const otherPatient = desired === "confirmed" && people.patientId !== found.patient_person_id;
  // Whom its links may let in is decided at once, also where the visit itself stays as it was.
  const isTouched = consequence !== "record" || otherPatient || isConflict;
  if (found.archived_at && !isTouched) return found.id;
  const row = found.archived_at ? await restoreMeeting(trx, found) : found;
  if (desired === "confirmed") await replacePerson(trx, row, "patient", people.patientId);
  switch (consequence) {
    case "change":
      await change(update, row, people, slot);
      break;
    case "revive":
      await replacePerson(trx, row, "doctor", people.doctorId);
      await startNewGeneration(deps, trx, row, desiredFor(update, row, slot), "no-host");
      await updateAppointment(trx, incoming.id, { status: incoming.status });
      await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "revived", slot });
      break;
    case "cancel":
      await withdrawMeeting(trx, { ...row, source_status: incoming.status });
      await updateAppointment(trx, incoming.id, { status: incoming.status });
      await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "cancelled" });
      break;
    case "close-entries":
      await updateMeetingRow(trx, row.id, { cancel_when_over: true });
      await changeAttentions(trx, row.id, { raise: ["cancelled-while-live"], clear: ["changed-while-live"] });
      await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "cancel-when-over" });
      break;
    case "mark-changed":
      if (row.cancel_when_over || people.patientId !== row.patient_person_id || differs(update, row, slot)) {
        await updateMeetingRow(trx, row.id, { cancel_when_over: false });
        await changeAttentions(trx, row.id, {
          raise: ["changed-while-live"],
          clear: ["cancelled-while-live"],
        });
        await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "changed" });
      }
      break;
    case "create":
    case "record":
      break;
  }
  return row.id;
}

/** The meeting's own slot, with what the platform changed since it last spoke. */
function nextSlot({ incoming, before, row }: AppointmentUpdate): Slot {
  const start =
    before && row && before.startTime === incoming.startTime.toISOString()
      ? row.start_time
      : incoming.startTime;
  const duration = before && row && before.duration === incoming.duration ? row.duration : incoming.duration;
  return { start, duration };
}

function desiredFor(
  { deps, incoming, before }: AppointmentUpdate,
  row: MeetingWithPeople,
  slot: Slot,
): DesiredMeeting {
  const present = topicOf(deps.encryption, row);
  const sameDoctor = before !== null && isSamePerson(before.doctor, incoming.doctor);
  return {
    slot,
    hostEmail: sameDoctor ? row.host_email : incoming.doctor.email,
    topic: incoming.topic === undefined || incoming.topic === before?.topic ? present : incoming.topic,
    timezone:
      incoming.timezone === undefined || incoming.timezone === before?.timezone
        ? row.timezone
        : incoming.timezone,
  };
}

function differs(update: AppointmentUpdate, row: MeetingWithPeople, slot: Slot): boolean {
  const desired = desiredFor(update, row, slot);
  return (
    desired.slot.start.getTime() !== row.start_time.getTime() ||
    desired.slot.duration !== row.duration ||
    desired.hostEmail !== row.host_email ||
    desired.timezone !== row.timezone ||
    desired.topic !== topicOf(update.deps.encryption, row)
  );
}

async function create(
  { deps, trx, incoming, event }: AppointmentUpdate,
  people: People,
  slot: Slot,
): Promise<string> {
  const desired = {
    appointmentId: incoming.id,
    slot,
    hostEmail: incoming.doctor.email,
    topic: incoming.topic ?? defaultTopic,
    timezone: incoming.timezone ?? deps.config.defaultTimezone,
    ...people,
  };
  const row = await insertNewMeeting(deps, trx, desired, "no-host");
  await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "created", slot });
  return row.id;
}

async function change(
  update: AppointmentUpdate,
  row: MeetingWithPeople,
  people: People,
  slot: Slot,
): Promise<void> {
  const { deps, trx, event } = update;
  await replacePerson(trx, row, "doctor", people.doctorId);
  if (!differs(update, row, slot) && row.status !== "failed") return;
  const desired = desiredFor(update, row, slot);
  const present = { start: row.start_time, duration: row.duration };
  const mayBeInside = await hasRedirectSince(trx, row.id, opensAt(present, deps.config.joinWindow));
  const sameDoctor = desired.hostEmail === row.host_email;
  await reviseMeeting(deps, trx, row, desired, "no-host", { stayOnZoomHost: sameDoctor || mayBeInside });
  const type = row.status === "failed" ? "retried" : "changed";
  await appendEvent(deps, trx, { ...event, meetingId: row.id, type, slot });
}
