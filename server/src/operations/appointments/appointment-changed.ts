import {
  anyPassageSince,
  bringBackMeeting,
  type Database,
  lockAppointment,
  type MeetingWithPeople,
  readClock,
  updateAppointment,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Appointment, AppointmentChanged } from "../../contract/lifecycle.ts";
import type { Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { consequenceOf, precedenceOf, wishOf } from "../../domain/appointment-change.ts";
import { isStillPossible, opensAt, type Slot } from "../../domain/join-window.ts";
import { recordWord, sourceOf, type Word } from "../events/append-event.ts";
import { insertNewMeeting } from "../meetings/insert-new-meeting.ts";
import { lockMeetingOfAppointment } from "../meetings/lock-meeting-or-archived.ts";
import { requirePermission } from "../meetings/require-meeting.ts";
import { reviseMeeting } from "../meetings/revise-meeting.ts";
import { type NewWish, startNewGeneration } from "../meetings/start-new-generation.ts";
import { topicOf, viewMeeting } from "../meetings/view-meeting.ts";
import { withdrawMeeting } from "../meetings/withdraw-meeting.ts";
import { movePerson } from "../people/replace-person.ts";
import { defaultWaitMs, waitForZoom } from "../sync/wait-for-zoom.ts";
import { type People, projectAppointment } from "./project-appointment.ts";
import { contentOf, isSameContent, isSamePerson, readContent, type SourceContent } from "./source-content.ts";

const defaultTopic = "Online visit";

/**
 * Takes the platform's word about an appointment and changes the visit to match. A paid booking is never
 * bounced: what cannot be done now becomes `attention`.
 */
export async function appointmentChanged(
  deps: Deps,
  actor: Actor,
  { appointment }: AppointmentChanged,
): Promise<{ meeting: Meeting | null }> {
  requirePermission(actor, "lifecycle.appointmentChanged");
  const meetingId = await deps.db.transaction().execute((trx) => takeWord(deps, trx, actor, appointment));
  if (meetingId === null) return { meeting: null };
  return { meeting: viewMeeting(deps, await waitForZoom(deps, meetingId, defaultWaitMs)) };
}

/** One word of the platform while it is taken. */
export interface Taking {
  deps: Deps;
  trx: Transaction<Database>;
  said: Appointment;
  before: SourceContent | null;
  row: MeetingWithPeople | undefined;
  now: Date;
  word: Omit<Word, "meetingId" | "type">;
}

async function takeWord(
  deps: Deps,
  trx: Transaction<Database>,
  actor: Actor,
  said: Appointment,
): Promise<string | null> {
  const known = await lockAppointment(trx, said.id);
  const row = known && (await lockMeetingOfAppointment(trx, known.id));
  const before = readContent(deps, known);
  const precedence = precedenceOf(
    known?.source_updated_at ? { updatedAt: known.source_updated_at, status: known.source_status } : null,
    said,
    before !== null && isSameContent(before, contentOf(said)),
  );
  if (precedence === "ignore") return row?.id ?? null;

  const now = row?.now ?? known?.now ?? (await readClock(trx));
  const word = { at: now, source: sourceOf(actor), actor };
  // A meeting that is over took nothing of what the platform said since: all of its word is new to it.
  const isOver = row && ["cancelled", "missed", "ended"].includes(row.status);
  const taking: Taking = { deps, trx, said, before: isOver ? null : before, row, now, word };
  const people = await projectAppointment(taking, known);
  const meetingId = await follow(taking, people, precedence === "apply-as-conflict");
  if (meetingId !== null && precedence === "apply-as-conflict") {
    await updateMeeting(trx, meetingId, { attention: "source-conflict" });
  }
  return meetingId;
}

async function follow(taking: Taking, people: People, isConflict: boolean): Promise<string | null> {
  const { deps, trx, said, now, word } = taking;
  const window = deps.config.joinWindow;
  const slot = nextSlot(taking);
  const wish = wishOf(said.status, said.type);
  const found = taking.row;
  const presentSlot = found ? { start: found.start_time, duration: found.duration } : slot;
  const consequence = consequenceOf({
    wish,
    meeting: found?.status ?? "none",
    slotIsOver: !isStillPossible(wish === "confirmed" ? slot : presentSlot, window, now),
    slotMovedAhead: slot.start > now && slot.start.getTime() !== found?.start_time.getTime(),
  });
  if (!found) {
    if (consequence !== "create") return null;
    return create(taking, people, slot);
  }
  const otherPatient = wish === "confirmed" && people.patientId !== found.patient_person_id;
  // Whom its links may let in is decided at once, also where the visit itself stays as it was.
  const isTouched = consequence !== "record" || otherPatient || isConflict;
  if (found.archived_at && !isTouched) return found.id;
  const row = found.archived_at ? await bringBackMeeting(trx, found) : found;
  if (wish === "confirmed") await movePerson(trx, row, "patient", people.patientId);
  switch (consequence) {
    case "change":
      await change(taking, row, people, slot);
      break;
    case "revive":
      await movePerson(trx, row, "doctor", people.doctorId);
      await startNewGeneration(deps, trx, row, wishFor(taking, row, slot), "no-host");
      await updateAppointment(trx, said.id, { status: said.status });
      await recordWord(deps, trx, { ...word, meetingId: row.id, type: "revived", slot });
      await deps.queue.hintSync(trx, row.id);
      break;
    case "cancel":
      await withdrawMeeting(deps, trx, { ...row, source_status: said.status });
      await updateAppointment(trx, said.id, { status: said.status });
      await recordWord(deps, trx, { ...word, meetingId: row.id, type: "cancelled" });
      break;
    case "close-entries":
      await updateMeeting(trx, row.id, { cancel_when_over: true, attention: "cancelled-while-live" });
      await recordWord(deps, trx, { ...word, meetingId: row.id, type: "cancel-when-over" });
      break;
    case "mark-changed":
      if (row.cancel_when_over || people.patientId !== row.patient_person_id || differs(taking, row, slot)) {
        await updateMeeting(trx, row.id, { cancel_when_over: false, attention: "changed-while-live" });
        await recordWord(deps, trx, { ...word, meetingId: row.id, type: "changed" });
      }
      break;
    case "create":
    case "record":
      break;
  }
  return row.id;
}

/** The meeting's own slot, with what the platform changed since it last spoke. */
function nextSlot({ said, before, row }: Taking): Slot {
  const start =
    before && row && before.startTime === said.startTime.toISOString() ? row.start_time : said.startTime;
  const duration = before && row && before.duration === said.duration ? row.duration : said.duration;
  return { start, duration };
}

function wishFor({ deps, said, before }: Taking, row: MeetingWithPeople, slot: Slot): NewWish {
  const present = topicOf(deps.encryption, row);
  const sameDoctor = before !== null && isSamePerson(before.doctor, said.doctor);
  return {
    slot,
    hostEmail: sameDoctor ? row.host_email : said.doctor.email,
    topic: said.topic === undefined || said.topic === before?.topic ? present : said.topic,
    timezone:
      said.timezone === undefined || said.timezone === before?.timezone ? row.timezone : said.timezone,
  };
}

function differs(taking: Taking, row: MeetingWithPeople, slot: Slot): boolean {
  const wish = wishFor(taking, row, slot);
  return (
    wish.slot.start.getTime() !== row.start_time.getTime() ||
    wish.slot.duration !== row.duration ||
    wish.hostEmail !== row.host_email ||
    wish.timezone !== row.timezone ||
    wish.topic !== topicOf(taking.deps.encryption, row)
  );
}

async function create({ deps, trx, said, word }: Taking, people: People, slot: Slot): Promise<string> {
  const wish = {
    appointmentId: said.id,
    slot,
    hostEmail: said.doctor.email,
    topic: said.topic ?? defaultTopic,
    timezone: said.timezone ?? deps.config.defaultTimezone,
    ...people,
  };
  const row = await insertNewMeeting(deps, trx, wish, "no-host");
  await recordWord(deps, trx, { ...word, meetingId: row.id, type: "created", slot });
  await deps.queue.hintSync(trx, row.id);
  return row.id;
}

async function change(taking: Taking, row: MeetingWithPeople, people: People, slot: Slot): Promise<void> {
  const { deps, trx, word } = taking;
  await movePerson(trx, row, "doctor", people.doctorId);
  if (!differs(taking, row, slot) && row.status !== "failed") return;
  const wish = wishFor(taking, row, slot);
  const present = { start: row.start_time, duration: row.duration };
  const mayBeInside = await anyPassageSince(trx, row.id, opensAt(present, deps.config.joinWindow));
  const sameDoctor = wish.hostEmail === row.host_email;
  await reviseMeeting(deps, trx, row, wish, "no-host", { keepZoomHost: sameDoctor || mayBeInside });
  const type = row.status === "failed" ? "retried" : "changed";
  await recordWord(deps, trx, { ...word, meetingId: row.id, type, slot });
  await deps.queue.hintSync(trx, row.id);
}
