import {
  type Database,
  deliveriesAbout,
  insertEvents,
  lockMeeting,
  type MeetingWithPeople,
  type NewMeetingEvent,
  participantsOf,
  patientPassages,
  saveAttendances,
  saveSession,
  setAppointmentStatus,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { closesAt, opensAt } from "../domain/join-window.ts";
import { sessionsOf, type VisitFact } from "../domain/recognition.ts";
import {
  appointmentStatusOf,
  isOfSlot,
  judgeVisit,
  nextVerdictAt,
  type Session,
  type Verdict,
  type VisitFacts,
} from "../domain/visit.ts";
import { newId } from "../new-id.ts";
import { readVisitFacts } from "./read-visit-facts.ts";
import { recordWord } from "./record-word.ts";
import { withdrawMeeting } from "./withdraw-meeting.ts";

/**
 * Computes a meeting's visit anew from everything ever told about it: sessions, stays, status, outcome and the
 * appointment. The same facts in any order, any number of times, leave the same rows.
 */
export async function refreshVisit(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
): Promise<MeetingWithPeople> {
  const facts = readVisitFacts(deps, await deliveriesAbout(trx, row.id));
  const passages = await patientPassages(trx, row.id);
  const sessions = sessionsOf(facts, {
    doctorEmailHashes: doctorHashes(deps, row),
    patientEmailHash: row.patient_email_hash?.toString("hex") ?? null,
    patientPassages: passages,
  });
  await saveVisit(deps, trx, row, sessions);
  await insertEvents(
    trx,
    facts.map((fact) => eventOf(row.id, fact)),
  );

  const { joinWindow } = deps.config;
  const visit = visitFactsOf(deps, row, sessions, passages);
  const verdict = judgeVisit(visit, joinWindow, row.now);
  if (row.status === "cancelled") {
    const outcome = verdict.status === "ended" || verdict.status === "missed" ? heldOrNull(verdict) : null;
    if (outcome !== row.outcome) await updateMeeting(trx, row.id, { outcome });
  } else if (row.zoom_meeting_id !== null) {
    await applyVerdict(deps, trx, row, verdict, visit);
  }
  return (await lockMeeting(trx, row.id)) ?? row;
}

export function visitFactsOf(
  { config }: Pick<Deps, "config">,
  row: MeetingWithPeople,
  sessions: readonly Session[],
  passages: readonly Date[],
): VisitFacts {
  const slot = { start: row.start_time, duration: row.duration };
  const opens = opensAt(slot, config.joinWindow);
  const closes = closesAt(slot, config.joinWindow);
  return {
    slot,
    sessions,
    startedByWordAt: row.started_by_word_at,
    endedByWordAt: row.ended_by_word_at,
    askedAt: row.asked_at,
    cancelWhenOver: row.cancel_when_over,
    patientPassed: passages.some((at) => at >= opens && at < closes),
  };
}

async function applyVerdict(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  verdict: Verdict,
  visit: VisitFacts,
): Promise<void> {
  if (verdict.status === "cancelled") {
    await withdrawMeeting(deps, trx, row);
    return recordWord(deps, trx, { meetingId: row.id, type: "cancelled", at: row.now, source: "zoom" });
  }
  const wasActive = row.status === "scheduled" || row.status === "started";
  const isActive = verdict.status === "scheduled" || verdict.status === "started";
  await updateMeeting(trx, row.id, {
    status: verdict.status,
    outcome: verdict.outcome,
    settle_at: nextVerdictAt(visit, deps.config.joinWindow, row.now) ?? lookAgain(verdict, row.now),
    // A visit that goes on after it was over never pushes out who was promised the host meanwhile.
    ...(isActive && !wasActive && { busy: null }),
  });
  await setAppointmentStatus(
    trx,
    row.appointment_id,
    appointmentStatusOf(verdict.status, verdict.outcome, row.source_status),
  );
}

const unendedMs = 5 * 60_000;

/** After the window's close only an unfinished visit is looked at again: Zoom is asked how it ended. */
function lookAgain(verdict: Verdict, now: Date): Date | null {
  if (verdict.status === "scheduled") return now;
  return verdict.status === "started" ? new Date(now.getTime() + unendedMs) : null;
}

const heldOrNull = (verdict: Verdict) => (verdict.outcome === "both_absent" ? null : verdict.outcome);

const doctorHashes = ({ encryption }: Deps, row: MeetingWithPeople): string[] =>
  [...new Set([row.host_email, row.zoom_host])]
    .filter((email) => email !== null)
    .map((email) => encryption.emailHash(email).toString("hex"))
    .concat(row.doctor_email_hash?.toString("hex") ?? []);

async function saveVisit(
  { config }: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  sessions: readonly Session[],
): Promise<void> {
  const participants = await participantsOf(trx, row.id);
  const present = (kind: "doctor" | "patient") =>
    participants.find((participant) => participant.kind === kind && participant.removed_at === null)?.id ??
    null;
  const slot = { start: row.start_time, duration: row.duration };
  for (const session of sessions) {
    const sessionId = await saveSession(trx, {
      id: newId(),
      meeting_id: row.id,
      zoom_meeting_id: session.zoomMeetingId,
      zoom_uuid: session.uuid,
      slot_start: isOfSlot(session, slot, config.joinWindow, row.now) ? row.start_time : null,
      started_at: session.startedAt,
      ended_at: session.endedAt,
    });
    await saveAttendances(
      trx,
      session.stays.map((stay) => {
        const participantId = stay.who === null ? null : present(stay.who);
        return {
          id: newId(),
          meeting_id: row.id,
          session_id: sessionId,
          stay_key: stay.key,
          participant_id: participantId,
          recognised_by: participantId === null ? null : stay.recognisedBy,
          joined_at: stay.joinedAt,
          left_at: stay.leftAt,
        };
      }),
    );
  }
}

/** What a delivery told, once: its key is made of what it says. */
function eventOf(meetingId: string, fact: VisitFact): NewMeetingEvent {
  const type = { started: "session-started", ended: "session-ended", joined: "joined", left: "left" }[
    fact.kind
  ];
  const who = fact.participant ? [fact.participant.stay, fact.at.getTime()] : [];
  return {
    id: newId(),
    meeting_id: meetingId,
    effect_key: [type, fact.uuid, ...who].join(":"),
    type,
    occurred_at: fact.at,
    source: "zoom",
    data: JSON.stringify({ session: fact.uuid, ...(fact.participant && { stay: fact.participant.stay }) }),
  };
}
