import { currentParticipant, type MeetingWithPeople, updateMeetingRow } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { comparePeople, isSameDoctor } from "../../domain/appointment/compare-people.ts";
import type { Decision, VisitState } from "../../domain/appointment/decide.ts";
import type { VisitFields } from "../../domain/appointment/merge.ts";
import { intentOf } from "../../domain/appointment/platform-content.ts";
import { appendEvent } from "../events/append-event.ts";
import { bookDeferredSlot } from "../meetings/book-deferred-slot.ts";
import { reviseMeeting } from "../meetings/revise-meeting.ts";
import { type DesiredMeeting, startNewGeneration } from "../meetings/start-new-generation.ts";
import { withdrawMeeting } from "../meetings/withdraw-meeting.ts";
import { describeParticipant, replacePerson } from "../people/replace-person.ts";
import type { BookedPerson } from "../people/said-with-booking.ts";
import { upsertPerson } from "../people/upsert-person.ts";
import type { Incoming } from "./incoming.ts";

interface People {
  patient: BookedPerson;
  inside: boolean;
}

// Only the redirect of the host says that somebody may be inside: Zoom is asked again and again.
const askAgainSeconds = 30;

/** The consequence for a live row. */
export async function carryOut(
  incoming: Incoming,
  row: MeetingWithPeople,
  visit: VisitState,
  decision: Decision,
  people: People,
): Promise<void> {
  const { deps, trx, event, content } = incoming;
  const { consequence } = decision;
  const next = decision.next ?? visit;
  const wasDeferred = row.attentions.includes("changed-while-live");
  // Also by a withdrawal that staff had overruled before: the one that waited came after it, and was replaced.
  const isReopened = visit.closing && (intentOf(content) !== "withdrawn" || !decision.statusChanged);
  switch (consequence) {
    case "change":
      if (isReopened) await updateMeetingRow(trx, row.id, { cancel_when_over: false });
      await change(incoming, row, visit, next, people);
      break;
    case "revive":
      await replacePeople(incoming, row, visit, next, people);
      await startNewGeneration(deps, trx, row, desiredOf(row, next), "no-host");
      await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "revived", slot: slotOf(next) });
      break;
    case "cancel":
      await withdrawMeeting(trx, { ...row, source_status: content.status }, "restore");
      await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "cancelled" });
      break;
    case "close-entries":
      if (wasDeferred) await bookDeferredSlot(deps, trx, row, null);
      await updateMeetingRow(trx, row.id, { cancel_when_over: true, evaluate_at: askAgain });
      if (!visit.closing)
        await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "cancel-when-over" });
      break;
    case "defer":
      await bookDeferredSlot(deps, trx, row, isSameDoctor(visit.doctor, next.doctor) ? slotOf(next) : null);
      await updateMeetingRow(trx, row.id, { cancel_when_over: false, evaluate_at: askAgain });
      if (incoming.received || isReopened)
        await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "changed" });
      break;
    case "create":
    case "record":
      if (wasDeferred) await bookDeferredSlot(deps, trx, row, null);
      if (isReopened) {
        await updateMeetingRow(trx, row.id, { cancel_when_over: false });
        await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "changed" });
      }
      break;
  }
}

const askAgain = sql<Date>`least(evaluate_at, clock_timestamp() + make_interval(secs => ${askAgainSeconds}))`;

async function change(
  incoming: Incoming,
  row: MeetingWithPeople,
  visit: VisitState,
  next: VisitFields,
  people: People,
): Promise<void> {
  const { deps, trx, event } = incoming;
  await replacePeople(incoming, row, visit, next, people);
  const desired = desiredOf(row, next);
  const isSame =
    next.startTime === visit.startTime &&
    next.duration === visit.duration &&
    next.topic === visit.topic &&
    next.timezone === visit.timezone &&
    desired.hostEmail === row.host_email;
  const type = row.status === "failed" ? "retried" : "changed";
  if (!isSame || row.status === "failed") {
    const stayOnZoomHost = desired.hostEmail === row.host_email;
    await reviseMeeting(deps, trx, row, desired, "no-host", { stayOnZoomHost });
    await appendEvent(deps, trx, { ...event, meetingId: row.id, type, slot: desired.slot });
    return;
  }
  if (row.attentions.includes("changed-while-live")) await bookDeferredSlot(deps, trx, row, null);
  if (visit.closing) await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "changed" });
}

async function replacePeople(
  { deps, trx, content }: Incoming,
  row: MeetingWithPeople,
  visit: VisitState,
  next: VisitFields,
  { patient, inside }: People,
): Promise<void> {
  // Nothing is put off here; a person's address alone is not worth touching people in the room.
  if (inside) return;
  if (next.doctor !== visit.doctor) {
    const doctor = await upsertPerson(deps, trx, content.doctor, "platform");
    await replacePerson(deps, trx, row, "doctor", doctor);
  }
  if (next.patient !== visit.patient) {
    const isOther = comparePeople(visit.patient, next.patient) === "other";
    await replacePerson(deps, trx, row, "patient", patient, isOther);
  } else if (comparePeople(visit.patient, content.patient) === "same") {
    // What a message says besides of the same patient, such as a name that is spelt anew.
    if (patient.personId !== row.patient_person_id)
      return replacePerson(deps, trx, row, "patient", patient, false);
    const present = await currentParticipant(trx, row.id, "patient");
    if (present) await describeParticipant(deps, trx, present, patient);
  }
}

const slotOf = ({ startTime, duration }: VisitFields) => ({ start: new Date(startTime), duration });

const desiredOf = (row: MeetingWithPeople, next: VisitFields): DesiredMeeting => ({
  slot: slotOf(next),
  hostEmail: next.doctor.email ?? row.host_email,
  topic: next.topic,
  timezone: next.timezone,
});
