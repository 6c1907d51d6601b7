import {
  type AppliedDelivery,
  type Database,
  deliveriesAbout,
  findMeeting,
  type MeetingWithPeople,
  type NewEvaluation,
  patientRedirects,
  type RecordedEvent,
  recordedEvents,
  saveEvaluations,
  setAppointmentStatuses,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { AppointmentStatus } from "@patientcare/zoom-db/unions";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { isDeferred } from "../../domain/attention.ts";
import { closesAt, opensAt } from "../../domain/join-window.ts";
import {
  appointmentStatusOf,
  type Evaluation,
  evaluateVisit,
  nextEvaluationAt,
  type Session,
  type VisitFacts,
} from "../../domain/visit/evaluation.ts";
import { latest } from "../../domain/visit/intervals.ts";
import { nextPollAt } from "../../domain/visit/next-poll.ts";
import { sessionsOf } from "../../domain/visit/recognition.ts";
import { type Wait, waitsOf } from "../../domain/visit/waiting.ts";
import { findNewSignals } from "./find-new-signals.ts";
import { readVisitFacts } from "./read-visit-facts.ts";
import { saveVisits, type VisitToSave } from "./save-visits.ts";

/**
 * Computes the visits of locked meetings again from all their deliveries: sessions, stays, status, outcome and
 * the appointment. The same facts in any order, any number of times, leave the same rows. What follows from them besides
 * (who is late, waits, met) is emitted by the clock, not with each delivery: deliveries that come together are evaluated
 * together.
 */
export async function refreshVisits(
  deps: Deps,
  trx: Transaction<Database>,
  rows: readonly MeetingWithPeople[],
  because: "delivery" | "clock" = "delivery",
): Promise<void> {
  const ids = rows.map(({ id }) => id);
  const deliveries = Map.groupBy(await deliveriesAbout(trx, ids), ({ meeting_id }) => meeting_id);
  const redirects = Map.groupBy(await patientRedirects(trx, ids), ({ meeting_id }) => meeting_id);
  const events = Map.groupBy(await recordedEvents(trx, ids), ({ meeting_id }) => meeting_id);
  const visits = rows.map((row) =>
    evaluate(deps, row, because, {
      deliveries: deliveries.get(row.id) ?? [],
      redirects: (redirects.get(row.id) ?? []).map(({ at }) => at),
      events: events.get(row.id) ?? [],
    }),
  );
  await saveVisits(deps, trx, visits);
  await applyEvaluations(trx, visits);
}

/** {@link refreshVisits} of one; returns its meeting as it is then. */
export async function refreshVisit(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  because: "delivery" | "clock" = "delivery",
): Promise<MeetingWithPeople> {
  await refreshVisits(deps, trx, [row], because);
  return (await findMeeting(trx, row.id)) ?? row;
}

interface Known {
  deliveries: readonly AppliedDelivery[];
  /** When the patient used their link. */
  redirects: readonly Date[];
  /** The recorded events of the meeting. */
  events: readonly RecordedEvent[];
}

interface EvaluatedVisit extends VisitToSave {
  evaluation: Evaluation;
  /** When the clock is to come by. */
  evaluateAt: Date | null;
}

function evaluate(
  deps: Deps,
  row: MeetingWithPeople,
  because: "delivery" | "clock",
  known: Known,
): EvaluatedVisit {
  const { deliveries, redirects, events } = known;
  const { joinWindow } = deps.config;
  const facts = readVisitFacts(deps, deliveries);
  const people = {
    doctorEmailHashes: doctorHashes(deps, row),
    patientEmailHash: row.patient_email_hash?.toString("hex") ?? null,
    patientRedirects: redirects,
  };
  const sessions = sessionsOf(facts.inRooms, people);
  const waits = waitsOf(facts.waits, facts.inRooms, sessions, people);
  const visitFacts = visitFactsOf(deps, row, sessions, cameToTheDoor(redirects, waits));
  const evaluation = evaluateVisit(visitFacts, joinWindow, row.now);
  const visit = {
    row,
    sessions,
    facts,
    evaluation,
    recordedKeys: new Set(events.map((event) => event.effect_key)),
  };
  if (row.status === "cancelled" || row.zoom_meeting_id === null)
    return { ...visit, signals: [], evaluateAt: null };

  const snapshot = { ...visitFacts, ...evaluation, window: joinWindow, waits, redirects };
  const { signals, next } = findNewSignals(row, snapshot, events);
  const emitNow = because === "clock";
  const moments = [
    nextEvaluationAt(visitFacts, joinWindow, row.now) ?? retryEvaluationAt(evaluation, row.now),
    // A delivery alone emits no signal: the clock evaluates at once, when the deliveries beside it are in as well.
    signals.length > 0 && !emitNow ? row.now : next,
    nextPollAt(
      { ...visitFacts, ...evaluation, since: lastHeardAt(row.created_at, deliveries) },
      joinWindow,
      row.now,
    ),
    deferredEvaluationAt(row, evaluation, because),
  ].filter((moment) => moment !== null);
  const evaluateAt = moments.length === 0 ? null : new Date(Math.min(...moments.map(Number)));
  return { ...visit, signals: emitNow ? signals : [], evaluateAt };
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
    declaredStartedAt: row.declared_started_at,
    declaredEndedAt: row.declared_ended_at,
    zoomCheckedAt: row.zoom_checked_at,
    cancelWhenOver: row.cancel_when_over,
    patientRedirected: patientCameAt.some((at) => at >= opens && at < closes),
  };
}

async function applyEvaluations(
  trx: Transaction<Database>,
  visits: readonly EvaluatedVisit[],
): Promise<void> {
  const changed: NewEvaluation[] = [];
  const appointments: { id: string; status: AppointmentStatus }[] = [];
  for (const { row, evaluation, evaluateAt } of visits) {
    if (row.status === "cancelled") {
      const outcome =
        evaluation.status === "ended" || evaluation.status === "missed" ? heldOrNull(evaluation) : null;
      if (outcome !== row.outcome) await updateMeetingRow(trx, row.id, { outcome });
    } else if (row.zoom_meeting_id === null) {
      // Zoom holds nothing that could be visited.
    } else if (evaluation.status === "cancelled") {
      // The call is over: what the platform wants is carried out at once, where nobody went in again.
      changed.push({
        id: row.id,
        status: "scheduled",
        outcome: null,
        evaluate_at: row.now,
        freesHost: false,
      });
    } else {
      const { status, outcome } = evaluation;
      // A visit that goes on after it was over never pushes out who was promised the host meanwhile.
      const freesHost = isActive(status) && !isActive(row.status);
      if (status !== row.status || outcome !== row.outcome || Number(evaluateAt) !== Number(row.evaluate_at))
        changed.push({ id: row.id, status, outcome, evaluate_at: evaluateAt, freesHost });
      const appointmentStatus = appointmentStatusOf(status, outcome, row.source_status);
      if (appointmentStatus !== row.appointment_status)
        appointments.push({ id: row.appointment_id, status: appointmentStatus });
    }
  }
  await saveEvaluations(trx, changed);
  await setAppointmentStatuses(trx, appointments);
}

const askAgainMs = 30_000;

/** Something was put off until nobody is inside: with the end of the call, and again and again where only a redirect is known. */
function deferredEvaluationAt(
  row: MeetingWithPeople,
  evaluation: Evaluation,
  because: "delivery" | "clock",
): Date | null {
  if (!isDeferred(row) || evaluation.status === "started") return null;
  const isNews = because === "delivery" || row.status === "started";
  return isNews ? row.now : new Date(row.now.getTime() + askAgainMs);
}

const isActive = (status: MeetingWithPeople["status"]) => status === "scheduled" || status === "started";

const unendedMs = 5 * 60_000;

/** After the window's close only an unfinished visit is looked at again: Zoom is asked how it ended. */
function retryEvaluationAt(evaluation: Evaluation, now: Date): Date | null {
  if (evaluation.status === "scheduled") return now;
  return evaluation.status === "started" ? new Date(now.getTime() + unendedMs) : null;
}

/** When the patient used their link or began to wait: whoever came is not absent, though no room let them in. */
const cameToTheDoor = (redirects: readonly Date[], waits: readonly Wait[]): Date[] => [
  ...redirects,
  ...waits.filter(({ who }) => who === "patient").map(({ from }) => from),
];

const lastHeardAt = (madeAt: Date, deliveries: readonly { received_at: Date }[]): Date =>
  deliveries.reduce((last, { received_at }) => latest(last, received_at), madeAt);

const heldOrNull = (evaluation: Evaluation) =>
  evaluation.outcome === "both_absent" ? null : evaluation.outcome;

const doctorHashes = ({ encryption }: Deps, row: MeetingWithPeople): string[] =>
  [...new Set([row.host_email, row.zoom_host])]
    .filter((email) => email !== null)
    .map((email) => encryption.emailHash(email).toString("hex"))
    .concat(row.doctor_email_hash?.toString("hex") ?? []);
