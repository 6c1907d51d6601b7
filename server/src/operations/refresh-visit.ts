import {
  type Database,
  deliveriesAbout,
  lockMeeting,
  type MeetingWithPeople,
  patientPassages,
  setAppointmentStatus,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { later } from "../domain/intervals.ts";
import { closesAt, opensAt } from "../domain/join-window.ts";
import { nextPollAt } from "../domain/next-poll.ts";
import { sessionsOf } from "../domain/recognition.ts";
import {
  appointmentStatusOf,
  judgeVisit,
  nextVerdictAt,
  type Session,
  type Verdict,
  type VisitFacts,
} from "../domain/visit.ts";
import { type Wait, waitsOf } from "../domain/waiting.ts";
import { readVisitFacts } from "./read-visit-facts.ts";
import { recordWord } from "./record-word.ts";
import { saveVisit } from "./save-visit.ts";
import { tellFindings } from "./tell-findings.ts";
import { withdrawMeeting } from "./withdraw-meeting.ts";

/**
 * Computes a meeting's visit anew from everything ever told about it: sessions, stays, status, outcome and the
 * appointment. The same facts in any order, any number of times, leave the same rows. What follows from them besides
 * (who is late, waits, met) is told when the clock comes by, not with each piece of news: what comes in a heap is judged
 * as a whole.
 */
export async function refreshVisit(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  because: "news" | "clock" = "news",
): Promise<MeetingWithPeople> {
  const deliveries = await deliveriesAbout(trx, row.id);
  const facts = readVisitFacts(deps, deliveries);
  const passages = await patientPassages(trx, row.id);
  const people = {
    doctorEmailHashes: doctorHashes(deps, row),
    patientEmailHash: row.patient_email_hash?.toString("hex") ?? null,
    patientPassages: passages,
  };
  const sessions = sessionsOf(facts.inRooms, people);
  const waits = waitsOf(facts.waits, facts.inRooms, sessions, people);
  await saveVisit(deps, trx, row, { sessions, facts });

  const { joinWindow } = deps.config;
  const visit = visitFactsOf(deps, row, sessions, cameToTheDoor(passages, waits));
  const verdict = judgeVisit(visit, joinWindow, row.now);
  const nextLook = async (): Promise<Date | null> => {
    const scene = { ...visit, ...verdict, window: joinWindow, waits, passages };
    const moments = [
      nextVerdictAt(visit, joinWindow, row.now) ?? lookAgain(verdict, row.now),
      await tellFindings(trx, row, scene, because),
      nextPollAt({ ...visit, ...verdict, since: lastOf(row.created_at, deliveries) }, joinWindow, row.now),
    ].filter((moment) => moment !== null);
    return moments.length === 0 ? null : new Date(Math.min(...moments.map(Number)));
  };
  if (row.status === "cancelled") {
    const outcome = verdict.status === "ended" || verdict.status === "missed" ? heldOrNull(verdict) : null;
    if (outcome !== row.outcome) await updateMeeting(trx, row.id, { outcome });
  } else if (row.zoom_meeting_id !== null) {
    await applyVerdict(deps, trx, row, verdict, await nextLook());
  }
  return (await lockMeeting(trx, row.id)) ?? row;
}

export function visitFactsOf(
  { config }: Pick<Deps, "config">,
  row: MeetingWithPeople,
  sessions: readonly Session[],
  patientCameAt: readonly Date[],
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
    patientPassed: patientCameAt.some((at) => at >= opens && at < closes),
  };
}

async function applyVerdict(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  verdict: Verdict,
  settleAt: Date | null,
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
    settle_at: settleAt,
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

/** When the patient used their link or began to wait: whoever came is not absent, though no room let them in. */
const cameToTheDoor = (passages: readonly Date[], waits: readonly Wait[]): Date[] => [
  ...passages,
  ...waits.filter(({ who }) => who === "patient").map(({ from }) => from),
];

const lastOf = (madeAt: Date, deliveries: readonly { received_at: Date }[]): Date =>
  deliveries.reduce((last, { received_at }) => later(last, received_at), madeAt);

const heldOrNull = (verdict: Verdict) => (verdict.outcome === "both_absent" ? null : verdict.outcome);

const doctorHashes = ({ encryption }: Deps, row: MeetingWithPeople): string[] =>
  [...new Set([row.host_email, row.zoom_host])]
    .filter((email) => email !== null)
    .map((email) => encryption.emailHash(email).toString("hex"))
    .concat(row.doctor_email_hash?.toString("hex") ?? []);
