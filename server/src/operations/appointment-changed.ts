import {
  type AppointmentRow,
  anyPassageSince,
  type Database,
  findMeetingByAppointment,
  insertAppointment,
  lockAppointment,
  lockMeeting,
  type MeetingWithPeople,
  readClock,
  updateAppointment,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Appointment, AppointmentChanged } from "../contract/lifecycle.ts";
import type { Meeting } from "../contract/meetings.ts";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import { consequenceOf, precedenceOf, wishOf } from "../domain/appointment-change.ts";
import { isStillPossible, opensAt, type Slot } from "../domain/join-window.ts";
import { appointmentStatusOf } from "../domain/visit.ts";
import { insertNewMeeting } from "./insert-new-meeting.ts";
import { topicOf, viewMeeting } from "./meeting-view.ts";
import { movePerson } from "./move-person.ts";
import { type NewWish, startNewGeneration } from "./new-generation.ts";
import { recordWord, sourceOf, type Word } from "./record-word.ts";
import { rememberPerson } from "./remember-person.ts";
import { requirePermission } from "./require-meeting.ts";
import { reviseMeeting } from "./revise-meeting.ts";
import { contentOf, readContent, type SourceContent } from "./source-content.ts";
import { defaultWaitMs, waitForZoom } from "./wait-for-zoom.ts";
import { withdrawMeeting } from "./withdraw-meeting.ts";

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

interface Taking {
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
  const found = known && (await findMeetingByAppointment(trx, known.id));
  const row = found && (await lockMeeting(trx, found.id));
  const before = readContent(deps, known);
  const precedence = precedenceOf(
    known?.source_updated_at ? { updatedAt: known.source_updated_at, status: known.source_status } : null,
    said,
    before !== null && JSON.stringify(before) === JSON.stringify(contentOf(said)),
  );
  if (precedence === "ignore") return row?.id ?? null;

  const now = row?.now ?? known?.now ?? (await readClock(trx));
  const word = { at: now, source: sourceOf(actor), actor };
  const taking: Taking = { deps, trx, said, before, row, now, word };
  const people = await project(taking, known);
  const meetingId = await follow(taking, people);
  if (meetingId !== null && precedence === "apply-as-conflict") {
    await updateMeeting(trx, meetingId, { attention: "source-conflict" });
  }
  return meetingId;
}

interface People {
  doctorId: string;
  patientId: string;
}

/** Writes the appointment as the platform has it; this always commits. */
async function project(
  { deps, trx, said, before, row }: Taking,
  known: AppointmentRow | undefined,
): Promise<People> {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const content = contentOf(said);
  const doctorId =
    known && before && same(before.doctor, content.doctor)
      ? known.doctor_id
      : await rememberPerson(deps, trx, said.doctor);
  const patientId =
    known && before && same(before.patient, content.patient)
      ? known.patient_id
      : await patientOf(deps, trx, said, known);
  const projection = {
    status: row ? appointmentStatusOf(row.status, row.outcome, said.status) : said.status,
    source_status: said.status,
    type: said.type,
    start_time: said.startTime,
    duration: said.duration,
    timezone: said.timezone ?? deps.config.defaultTimezone,
    source_updated_at: said.updatedAt,
    source_content: deps.encryption.encrypt(
      { record: "appointments", column: "source_content", id: said.id },
      JSON.stringify(content),
    ),
    doctor_id: doctorId,
    patient_id: patientId,
  };
  if (known) await updateAppointment(trx, said.id, projection);
  else await insertAppointment(trx, { id: said.id, ...projection });
  return { doctorId, patientId };
}

/** A patient without id and e-mail cannot be told from another: one that is known already stays. */
async function patientOf(
  deps: Deps,
  trx: Transaction<Database>,
  { patient }: Appointment,
  known: AppointmentRow | undefined,
): Promise<string> {
  if (known && patient.id === undefined && patient.email === undefined && known.source_content === null) {
    return known.patient_id;
  }
  return rememberPerson(deps, trx, patient);
}

async function follow(taking: Taking, people: People): Promise<string | null> {
  const { deps, trx, said, row, now, word } = taking;
  const window = deps.config.joinWindow;
  const slot = nextSlot(taking);
  const wish = wishOf(said.status, said.type);
  const presentSlot = row ? { start: row.start_time, duration: row.duration } : slot;
  const consequence = consequenceOf({
    wish,
    meeting: row?.status ?? "none",
    slotIsOver: !isStillPossible(wish === "confirmed" ? slot : presentSlot, window, now),
    slotMovedAhead: slot.start > now && slot.start.getTime() !== row?.start_time.getTime(),
  });
  if (!row) {
    if (consequence !== "create") return null;
    return create(taking, people, slot);
  }
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
      await recordWord(deps, trx, { ...word, meetingId: row.id, type: "cancelled" });
      break;
    case "close-entries":
      await updateMeeting(trx, row.id, { cancel_when_over: true, attention: "cancelled-while-live" });
      await recordWord(deps, trx, { ...word, meetingId: row.id, type: "cancel-when-over" });
      break;
    case "mark-changed":
      await updateMeeting(trx, row.id, { attention: "changed-while-live" });
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
  return {
    slot,
    hostEmail: said.doctor.email,
    topic: said.topic === undefined || said.topic === before?.topic ? present : said.topic,
    timezone:
      said.timezone === undefined || said.timezone === before?.timezone ? row.timezone : said.timezone,
  };
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
  const wish = wishFor(taking, row, slot);
  const differs =
    wish.slot.start.getTime() !== row.start_time.getTime() ||
    wish.slot.duration !== row.duration ||
    wish.hostEmail !== row.host_email ||
    wish.timezone !== row.timezone ||
    wish.topic !== topicOf(deps.encryption, row);
  await movePerson(trx, row, "doctor", people.doctorId);
  if (!differs && row.status !== "failed") return;
  const present = { start: row.start_time, duration: row.duration };
  const mayBeInside = await anyPassageSince(trx, row.id, opensAt(present, deps.config.joinWindow));
  const sameDoctor = wish.hostEmail === row.host_email;
  await reviseMeeting(deps, trx, row, wish, "no-host", { keepZoomHost: sameDoctor || mayBeInside });
  const type = row.status === "failed" ? "retried" : "changed";
  await recordWord(deps, trx, { ...word, meetingId: row.id, type, slot });
  await deps.queue.hintSync(trx, row.id);
}
