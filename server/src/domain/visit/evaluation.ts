import type { AppointmentStatus, Evidence, MeetingStatus, Outcome } from "@patientcare/zoom-db/unions";
import { closesAt, type JoinWindow, opensAt, type Slot, slotEnd } from "../join-window.ts";
import type { Session } from "./session.ts";
import { isOfSlot } from "./sessions-of-slot.ts";
import { peopleInRooms } from "./together.ts";

export interface VisitFacts {
  slot: Slot;
  /** Sessions that ended before belong to an earlier slot; null when the visit never had another. */
  slotSince: Date | null;
  sessions: readonly Session[];
  declaredStartedAt: Date | null;
  declaredEndedAt: Date | null;
  /** When Zoom was last asked for past instances of this slot. */
  zoomCheckedAt: Date | null;
  /** Zoom named the participants of each past instance. */
  participantsKnown: boolean;
  /** Zoom delivers nothing at present, though somebody went on to it. */
  zoomSilent: boolean;
  /** The appointment was cancelled while somebody was inside. */
  cancelWhenOver: boolean;
  attempts: VisitAttempts;
}

/** The traces that people leave besides being in a room. */
export interface VisitAttempts {
  /** The patient's link was handed over. */
  linkSent: boolean;
  /** The patient's link led to Zoom, pressed by anybody. */
  patientRedirected: boolean;
  hostRedirected: boolean;
  /** Somebody who makes a visit waited outside the room. */
  somebodyWaited: boolean;
  /** We could not let somebody in who had an open link, and they never got in afterwards. */
  turnedAway: boolean;
}

export interface Evaluation {
  status: Extract<MeetingStatus, "scheduled" | "started" | "ended" | "missed" | "cancelled">;
  outcome: Outcome | null;
  /** The evidence by which the other person of the visit is known. */
  evidence: Evidence | null;
}

/** The visit whose window closed before Zoom held a meeting: nobody could meet in its room. */
export const neverOpened = {
  status: "missed",
  outcome: "technical",
  evidence: null,
} as const satisfies Evaluation;

/** The status of a meeting that Zoom holds, as a function of its facts and the clock alone. */
export function evaluateVisit(facts: VisitFacts, window: JoinWindow, now: Date): Evaluation {
  const known = facts.sessions.filter((session) => isOfSlot(session, facts, window, now));
  const declared = facts.declaredStartedAt !== null || facts.declaredEndedAt !== null;
  if (known.some((session) => isLive(session, facts, now)) || declaredStartHolds(facts, known, window, now)) {
    return { status: "started", outcome: null, evidence: null };
  }
  const closed = now >= closesAt(facts.slot, window);
  const people = peopleInRooms(known, closed ? null : facts.slot.start, now);
  const { held } = people;
  // Before anybody was heard of inside, nothing is over that the cancellation could wait for.
  const isOver = known.length > 0 || facts.declaredStartedAt !== null;
  if (facts.cancelWhenOver && isOver && !held && !people.withSomebody) return undecided("cancelled");
  if (held) return { status: "ended", outcome: "held", evidence: held };
  const withSomebody: Evaluation = { status: "ended", outcome: "unknown", evidence: people.evidence };
  if (people.withSomebody) return withSomebody;
  if (declared && known.length === 0 && (facts.declaredEndedAt || closed)) return withSomebody;
  const { zoomCheckedAt, zoomSilent } = facts;
  if (closed && zoomCheckedAt && zoomCheckedAt >= closesAt(facts.slot, window) && !zoomSilent) {
    if (people.somebodyInRoom) return withSomebody;
    return { status: "missed", outcome: whyMissed(facts, known), evidence: null };
  }
  const satThrough = known.some(({ endedAt }) => endedAt !== null && endedAt >= slotEnd(facts.slot));
  return undecided(satThrough || facts.declaredEndedAt ? "ended" : "scheduled");
}

const undecided = (status: Evaluation["status"]): Evaluation => ({ status, outcome: null, evidence: null });

/** Nobody met: whose absence the traces prove, if anybody's. A room or link that we owed them comes first. */
function whyMissed({ attempts, participantsKnown }: VisitFacts, known: readonly Session[]): Outcome {
  const { linkSent, patientRedirected, hostRedirected, somebodyWaited, turnedAway } = attempts;
  if (turnedAway || !linkSent) return "technical";
  const complete = participantsKnown || (known.length > 0 && known.every((session) => session.complete));
  if (!complete) return "unknown";
  const patientCame = patientRedirected || somebodyWaited;
  const stays = known.flatMap((session) => session.stays);
  if (stays.some(({ who }) => who === "doctor")) return patientCame ? "unknown" : "patient_absent";
  if ((known.length > 0 && stays.length === 0) || hostRedirected) return "unknown";
  return patientCame ? "doctor_absent" : "both_absent";
}

/** When the clock alone may next change the evaluation; null when it never will. */
export function nextEvaluationAt(
  facts: Pick<VisitFacts, "slot" | "sessions">,
  window: JoinWindow,
  now: Date,
): Date | null {
  // Zoom's clock may be ahead of ours: a session that starts in the future counts from then on.
  const sessionTimes = facts.sessions.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt ?? startedAt]);
  const moments = [
    opensAt(facts.slot, window),
    facts.slot.start,
    slotEnd(facts.slot),
    closesAt(facts.slot, window),
    ...sessionTimes,
  ]
    .filter((moment) => moment > now)
    .map(Number);
  return moments.length === 0 ? null : new Date(Math.min(...moments));
}

/** Of a session of the slot. */
const isLive = ({ startedAt, endedAt }: Session, { declaredEndedAt }: VisitFacts, now: Date): boolean =>
  (endedAt === null || endedAt > now) && (declaredEndedAt === null || startedAt > declaredEndedAt);

function declaredStartHolds(
  facts: VisitFacts,
  known: readonly Session[],
  window: JoinWindow,
  now: Date,
): boolean {
  const since = facts.declaredStartedAt;
  if (!since || since > now || now >= closesAt(facts.slot, window)) return false;
  if (facts.declaredEndedAt && facts.declaredEndedAt >= since) return false;
  return !known.some(
    (session) => session.endedAt !== null && session.endedAt >= since && session.endedAt <= now,
  );
}

/** The reason behind each outcome, as a sentence. */
export const reasonOf = {
  held: "Doctor and patient were in the room together",
  patient_absent: "The doctor was there; the patient was sent a link and nothing shows that they tried",
  doctor_absent: "The patient came, the doctor was not there",
  both_absent: "Zoom knows of nobody who came",
  technical: "The patient had no way in: no link was sent, or we could not open the room",
  unknown: "It is not known who was there",
} as const satisfies Record<Outcome, string>;

/** The appointment follows its meeting; where the meeting decides nothing, the platform's status stands. */
export function appointmentStatusOf(
  status: MeetingStatus,
  outcome: Outcome | null,
  sourceStatus: AppointmentStatus,
): AppointmentStatus {
  if (status === "ended" && outcome === "held") return "COMPLETED";
  if (status === "cancelled") return sourceStatus === "PENDING" ? "PENDING" : "CANCELLED";
  if (status === "missed" && (outcome === "patient_absent" || outcome === "both_absent")) return "NO_SHOW";
  return sourceStatus;
}
