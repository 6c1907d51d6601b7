import {
  type AppointmentStatus,
  type Database,
  deliveriesAbout,
  eventsTold,
  findMeeting,
  type MeetingWithPeople,
  type NewVerdict,
  patientPassages,
  saveVerdicts,
  setAppointmentStatuses,
  type ToldDelivery,
  type ToldEvent,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { closesAt, opensAt } from "../../domain/join-window.ts";
import {
  appointmentStatusOf,
  judgeVisit,
  nextVerdictAt,
  type Session,
  type Verdict,
  type VisitFacts,
} from "../../domain/visit/evaluation.ts";
import { later } from "../../domain/visit/intervals.ts";
import { nextPollAt } from "../../domain/visit/next-poll.ts";
import { sessionsOf } from "../../domain/visit/recognition.ts";
import { type Wait, waitsOf } from "../../domain/visit/waiting.ts";
import { recordWord } from "../events/append-event.ts";
import { withdrawMeeting } from "../meetings/withdraw-meeting.ts";
import { findNews } from "./find-new-signals.ts";
import { readVisitFacts } from "./read-visit-facts.ts";
import { saveVisits, type VisitToSave } from "./save-visits.ts";

/**
 * Computes the visits of locked meetings anew from everything ever told about them: sessions, stays, status, outcome and
 * the appointment. The same facts in any order, any number of times, leave the same rows. What follows from them besides
 * (who is late, waits, met) is told when the clock comes by, not with each piece of news: what comes in a heap is judged
 * as a whole.
 */
export async function refreshVisits(
  deps: Deps,
  trx: Transaction<Database>,
  rows: readonly MeetingWithPeople[],
  because: "news" | "clock" = "news",
): Promise<void> {
  const ids = rows.map(({ id }) => id);
  const deliveries = Map.groupBy(await deliveriesAbout(trx, ids), ({ meeting_id }) => meeting_id);
  const passages = Map.groupBy(await patientPassages(trx, ids), ({ meeting_id }) => meeting_id);
  const events = Map.groupBy(await eventsTold(trx, ids), ({ meeting_id }) => meeting_id);
  const visits = rows.map((row) =>
    judge(deps, row, because, {
      deliveries: deliveries.get(row.id) ?? [],
      passages: (passages.get(row.id) ?? []).map(({ at }) => at),
      events: events.get(row.id) ?? [],
    }),
  );
  await saveVisits(deps, trx, visits);
  await applyVerdicts(deps, trx, visits);
}

/** {@link refreshVisits} of one; returns its meeting as it is then. */
export async function refreshVisit(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  because: "news" | "clock" = "news",
): Promise<MeetingWithPeople> {
  await refreshVisits(deps, trx, [row], because);
  return (await findMeeting(trx, row.id)) ?? row;
}

interface Known {
  deliveries: readonly ToldDelivery[];
  /** When the patient used their link. */
  passages: readonly Date[];
  /** What is in the meeting's history. */
  events: readonly ToldEvent[];
}

interface JudgedVisit extends VisitToSave {
  verdict: Verdict;
  /** When the clock is to come by. */
  settleAt: Date | null;
}

function judge(deps: Deps, row: MeetingWithPeople, because: "news" | "clock", known: Known): JudgedVisit {
  const { deliveries, passages, events } = known;
  const { joinWindow } = deps.config;
  const facts = readVisitFacts(deps, deliveries);
  const people = {
    doctorEmailHashes: doctorHashes(deps, row),
    patientEmailHash: row.patient_email_hash?.toString("hex") ?? null,
    patientPassages: passages,
  };
  const sessions = sessionsOf(facts.inRooms, people);
  const waits = waitsOf(facts.waits, facts.inRooms, sessions, people);
  const visit = visitFactsOf(deps, row, sessions, cameToTheDoor(passages, waits));
  const verdict = judgeVisit(visit, joinWindow, row.now);
  const judged = { row, sessions, facts, verdict, told: new Set(events.map((event) => event.effect_key)) };
  if (row.status === "cancelled" || row.zoom_meeting_id === null)
    return { ...judged, news: [], settleAt: null };

  const scene = { ...visit, ...verdict, window: joinWindow, waits, passages };
  const { news, next } = findNews(row, scene, events);
  const tellNow = because === "clock";
  const moments = [
    nextVerdictAt(visit, joinWindow, row.now) ?? lookAgain(verdict, row.now),
    // News alone tells nothing yet: the clock comes by at once, when the news that came along is in as well.
    news.length > 0 && !tellNow ? row.now : next,
    nextPollAt({ ...visit, ...verdict, since: lastOf(row.created_at, deliveries) }, joinWindow, row.now),
  ].filter((moment) => moment !== null);
  const settleAt = moments.length === 0 ? null : new Date(Math.min(...moments.map(Number)));
  return { ...judged, news: tellNow ? news : [], settleAt };
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

async function applyVerdicts(
  deps: Deps,
  trx: Transaction<Database>,
  visits: readonly JudgedVisit[],
): Promise<void> {
  const changed: NewVerdict[] = [];
  const appointments: { id: string; status: AppointmentStatus }[] = [];
  for (const { row, verdict, settleAt } of visits) {
    if (row.status === "cancelled") {
      const outcome = verdict.status === "ended" || verdict.status === "missed" ? heldOrNull(verdict) : null;
      if (outcome !== row.outcome) await updateMeeting(trx, row.id, { outcome });
    } else if (row.zoom_meeting_id === null) {
      // Zoom holds nothing that could be visited.
    } else if (verdict.status === "cancelled") {
      await withdrawMeeting(deps, trx, row);
      await recordWord(deps, trx, { meetingId: row.id, type: "cancelled", at: row.now, source: "zoom" });
    } else {
      const { status, outcome } = verdict;
      // A visit that goes on after it was over never pushes out who was promised the host meanwhile.
      const freesHost = isActive(status) && !isActive(row.status);
      if (status !== row.status || outcome !== row.outcome || Number(settleAt) !== Number(row.settle_at))
        changed.push({ id: row.id, status, outcome, settle_at: settleAt, freesHost });
      const appointmentStatus = appointmentStatusOf(status, outcome, row.source_status);
      if (appointmentStatus !== row.appointment_status)
        appointments.push({ id: row.appointment_id, status: appointmentStatus });
    }
  }
  await saveVerdicts(trx, changed);
  await setAppointmentStatuses(trx, appointments);
}

const isActive = (status: MeetingWithPeople["status"]) => status === "scheduled" || status === "started";

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
