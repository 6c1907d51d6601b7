import type { EventSource, Evidence, MeetingStatus, Outcome } from "@patientcare/zoom-db/unions";
import { isSameSlot, type JoinWindow, type Slot } from "../join-window.ts";
import { type Evaluation, evaluateVisit, neverOpened, reasonOf, type VisitFacts } from "./evaluation.ts";
import { type DeclaredEvent, type LearntSession, type Moment, momentsOf } from "./history-moments.ts";
import { asStated, type Statement, statementBeside } from "./outcome-statement.ts";

export interface Transition {
  from: MeetingStatus | null;
  to: MeetingStatus;
  at: Date;
  source: EventSource;
  actorRole: string | null;
  reason: string | null;
  outcome: Outcome | null;
  /** The person on whom the outcome turns. */
  who: "doctor" | "patient" | "someone" | null;
  evidence: Evidence | null;
}

/** Facts that are not stored with their time: they hold for the whole history. */
export type LastingFacts = Pick<VisitFacts, "attempts" | "participantsKnown">;

interface Progress {
  status: MeetingStatus | null;
  facts: VisitFacts;
  statement: Statement;
  heldByZoom: boolean;
  transitions: Transition[];
}

/** The status over time, from declared events and sessions; oldest first. */
export function historyOf(
  events: readonly DeclaredEvent[],
  sessions: readonly LearntSession[],
  window: JoinWindow,
  now: Date,
  lasting: LastingFacts,
): Transition[] {
  const { moments, knownSince } = momentsOf(events, sessions, window);
  const progress: Progress = {
    status: null,
    heldByZoom: false,
    statement: nothingSaid,
    transitions: [],
    facts: {
      ...lasting,
      slot: noSlot,
      slotSince: null,
      zoomSilent: false,
      sessions: [],
      declaredStartedAt: null,
      declaredEndedAt: null,
      zoomCheckedAt: null,
      cancelWhenOver: false,
    },
  };
  for (const moment of moments) {
    if (moment.learnt > now) break;
    applyEvent(progress, moment);
    if (progress.heldByZoom) {
      progress.facts.sessions = sessions
        .filter((session) => knownSince(session) <= moment.learnt)
        .map((session) => (session === moment.opens ? { ...session, endedAt: null } : session));
      const evaluation = evaluateVisit(progress.facts, window, moment.asOf);
      progress.statement = statementBeside(progress.statement, evaluation.outcome);
      moveAsEvaluated(progress, asStated(evaluation, progress.statement.stated), moment);
    } else if (moment.type === "outcome-confirmed") {
      moveAsEvaluated(progress, asStated(neverOpened, progress.statement.stated), moment);
    }
  }
  return progress.transitions;
}

function applyEvent(progress: Progress, moment: Moment): void {
  const { facts } = progress;
  if (moment.slot && !isSameSlot(moment.slot, facts.slot)) {
    progress.statement = nothingSaid;
    Object.assign(facts, {
      slot: moment.slot,
      slotSince: slotSinceOf(facts, moment.slot, moment.at),
      declaredStartedAt: null,
      declaredEndedAt: null,
      zoomCheckedAt: null,
    });
  }
  switch (moment.type) {
    case "outcome-confirmed":
      progress.statement = moment.disputed
        ? { ...progress.statement, disputed: true }
        : { stated: moment.stated === "unknown" ? null : (moment.stated ?? null), disputed: false };
      return;
    case "created":
    case "revived":
    case "retried":
      progress.heldByZoom = false;
      Object.assign(facts, {
        declaredStartedAt: null,
        declaredEndedAt: null,
        zoomCheckedAt: null,
        cancelWhenOver: false,
      });
      move(progress, "pending", moment);
      return;
    case "scheduled":
      progress.heldByZoom = true;
      return;
    case "failed":
    case "cancelled":
      progress.heldByZoom = false;
      move(progress, moment.type, moment);
      return;
    case "abandoned":
      progress.heldByZoom = false;
      move(
        progress,
        "missed",
        { ...moment, reason: reasonOf.technical },
        { ...nothingFound, outcome: "technical" },
      );
      return;
    case "started":
      facts.declaredStartedAt = moment.at;
      facts.declaredEndedAt = null;
      return;
    case "ended":
      facts.declaredEndedAt = moment.at;
      claimEnd(progress, moment.at);
      return;
    case "zoom-checked":
      facts.zoomCheckedAt = moment.at;
      return;
    case "cancel-when-over":
      facts.cancelWhenOver = true;
      return;
    case "changed":
      // A cancellation of the running visit was taken back.
      facts.cancelWhenOver = false;
      return;
    case "change-refused":
    case "session":
    case "window-edge":
      return;
  }
}

const nothingSaid: Statement = { stated: null, disputed: false };

const noSlot: Slot = { start: new Date(0), duration: 0 };

/** From when on sessions belong to the slot: another start leaves those behind that were over by then. */
function slotSinceOf({ slot, slotSince, sessions }: VisitFacts, next: Slot, at: Date): Date | null {
  if (slot === noSlot || slot.start.getTime() === next.start.getTime()) return slotSince;
  return sessions.reduce((since, { endedAt }) => (endedAt && endedAt > since ? endedAt : since), at);
}

const endingTakesMs = 15_000;

/** Zoom stamps the end we requested earlier than our own event, so it is attributed to ours. */
function claimEnd(progress: Progress, declaredAt: Date): void {
  const last = progress.transitions.at(-1);
  if (last?.from !== "started" || last.source !== "zoom" || last.to === "cancelled") return;
  if (declaredAt.getTime() - last.at.getTime() > endingTakesMs) return;
  progress.transitions.pop();
  progress.status = last.from;
}

const onWhom = {
  held: "patient",
  patient_absent: "patient",
  doctor_absent: "doctor",
  both_absent: null,
  technical: null,
  unknown: "someone",
} as const satisfies Record<Outcome, Transition["who"]>;

/** A person's word is a transition of its own; better evidence only completes the one that it explains. */
function moveAsEvaluated(
  progress: Progress,
  { status, outcome, evidence }: Evaluation,
  moment: Moment,
): void {
  const found = { outcome, who: outcome && onWhom[outcome], evidence };
  const reason = moment.type === "outcome-confirmed" ? moment.reason : outcome && reasonOf[outcome];
  if (moment.type === "outcome-confirmed") {
    const { learnt: at, source, actorRole } = moment;
    progress.transitions.push({ from: progress.status, to: status, at, source, actorRole, reason, ...found });
    progress.status = status;
    return;
  }
  const last = progress.transitions.at(-1);
  if (progress.status !== status)
    move(progress, status, { ...moment, reason: reason ?? moment.reason }, found);
  else if (last && outcome && progress.statement.stated === null && last.outcome !== outcome)
    Object.assign(last, found, { reason });
}

const nothingFound = { outcome: null, who: null, evidence: null } as const;

function move(
  progress: Progress,
  to: MeetingStatus,
  { learnt: at, source, actorRole, reason }: Moment,
  found: Pick<Transition, "outcome" | "who" | "evidence"> = nothingFound,
): void {
  if (progress.status === to) return;
  progress.transitions.push({ from: progress.status, to, at, source, actorRole, reason, ...found });
  progress.status = to;
}
