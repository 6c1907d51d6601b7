import type { AppointmentStatus, Evidence, MeetingStatus, Outcome } from "@patientcare/zoom-db/unions";
import { closesAt, type JoinWindow, opensAt, type Slot, slotEnd } from "../join-window.ts";

/** One stay of one person; a missing end means "not heard of yet". */
export interface Stay {
  key: string;
  who: "doctor" | "patient" | null;
  recognisedBy: Evidence | null;
  joinedAt: Date | null;
  leftAt: Date | null;
}

/** One running of the Zoom meeting (one Zoom uuid). */
export interface Session {
  uuid: string;
  zoomMeetingId: string;
  startedAt: Date;
  endedAt: Date | null;
  stays: Stay[];
}

export interface VisitFacts {
  slot: Slot;
  sessions: readonly Session[];
  declaredStartedAt: Date | null;
  declaredEndedAt: Date | null;
  /** When Zoom was last asked for past instances of this slot. */
  zoomCheckedAt: Date | null;
  /** The appointment was cancelled while somebody was inside. */
  cancelWhenOver: boolean;
  /** The patient's link was used for this slot. */
  patientRedirected: boolean;
}

export interface Evaluation {
  status: Extract<MeetingStatus, "scheduled" | "started" | "ended" | "missed" | "cancelled">;
  outcome: Outcome | null;
}

/** The status of a meeting that Zoom holds, as a function of its facts and the clock alone. */
export function evaluateVisit(facts: VisitFacts, window: JoinWindow, now: Date): Evaluation {
  const known = facts.sessions.filter((session) => isOfSlot(session, facts.slot, window, now));
  if (
    known.some((session) => isLive(session, facts.declaredEndedAt, now)) ||
    declaredStartHolds(facts, known, window, now)
  ) {
    return { status: "started", outcome: null };
  }
  const declaredStartRanOut = facts.declaredStartedAt !== null && known.length === 0;
  const tookPlace = known.some((session) => overlaps(session, now));
  // Before anybody was heard of inside, nothing is over that the cancellation could wait for.
  const isOver = known.length > 0 || facts.declaredStartedAt !== null;
  if (facts.cancelWhenOver && isOver) {
    return tookPlace ? { status: "ended", outcome: "held" } : { status: "cancelled", outcome: null };
  }
  const satThrough = known.some(
    (session) => session.endedAt !== null && session.endedAt >= slotEnd(facts.slot),
  );
  if (tookPlace || satThrough || facts.declaredEndedAt || declaredStartRanOut) {
    return { status: "ended", outcome: outcomeOf(facts, known, now) };
  }
  const closed = closesAt(facts.slot, window);
  if (now >= closed && facts.zoomCheckedAt && facts.zoomCheckedAt >= closed) {
    return { status: "missed", outcome: outcomeOf(facts, known, now) };
  }
  return { status: "scheduled", outcome: null };
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
    slotEnd(facts.slot),
    closesAt(facts.slot, window),
    ...sessionTimes,
  ]
    .filter((moment) => moment > now)
    .map(Number);
  return moments.length === 0 ? null : new Date(Math.min(...moments));
}

/** A session belongs to the slot whose window it touches. */
export function isOfSlot(session: Session, slot: Slot, window: JoinWindow, now: Date): boolean {
  const until = session.endedAt ?? now;
  return (
    session.startedAt < closesAt(slot, window) && until >= opensAt(slot, window) && session.startedAt <= now
  );
}

const isLive = (session: Session, declaredEndedAt: Date | null, now: Date): boolean =>
  (session.endedAt === null || session.endedAt > now) &&
  !(declaredEndedAt && session.startedAt <= declaredEndedAt);

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

/** Doctor and patient were in the room together. Zoom's times are whole seconds, so touching counts. */
function overlaps(session: Session, now: Date): boolean {
  const until = session.endedAt ?? now;
  const stayOf = (who: Stay["who"]) =>
    session.stays
      .filter((stay) => stay.who === who)
      .map((stay) => ({ from: stay.joinedAt ?? session.startedAt, to: stay.leftAt ?? until }));
  const patient = stayOf("patient");
  return stayOf("doctor").some((doctor) =>
    patient.some(
      (other) =>
        doctor.from <= other.to && other.from <= doctor.to && doctor.from <= now && other.from <= now,
    ),
  );
}

/** How the visit went, from who was seen. Nothing seen at all is absence only when nobody entered a room. */
function outcomeOf(facts: VisitFacts, known: readonly Session[], now: Date): Outcome {
  if (known.some((session) => overlaps(session, now))) return "held";
  const stays = known.flatMap((session) => session.stays);
  const saw = (who: Stay["who"]) => stays.some((stay) => stay.who === who);
  const patient = saw("patient") || facts.patientRedirected;
  if (known.length > 0 && (stays.length === 0 || saw(null))) return "unknown";
  if (saw("doctor")) return patient ? "unknown" : "patient_absent";
  if (known.length === 0 && (facts.declaredStartedAt || facts.declaredEndedAt)) return "unknown";
  return patient ? "doctor_absent" : "both_absent";
}

/** The evidence behind each outcome, as a sentence. */
export const evidenceOf = {
  held: "Doctor and patient were in the room together",
  patient_absent: "The doctor was there, the patient was not",
  doctor_absent: "The patient came, the doctor was not there",
  both_absent: "Zoom knows of nobody who came",
  technical: "Zoom never had a meeting to come to",
  unknown: "It is not known who was there",
} as const satisfies Record<Outcome, string>;

/** The appointment follows its meeting; where the meeting decides nothing, the platform's status stands. */
export function appointmentStatusOf(
  status: MeetingStatus,
  outcome: Outcome | null,
  sourceStatus: AppointmentStatus,
): AppointmentStatus {
  if (status === "ended") return "COMPLETED";
  if (status === "cancelled") return sourceStatus === "PENDING" ? "PENDING" : "CANCELLED";
  if (status === "missed" && (outcome === "patient_absent" || outcome === "both_absent")) return "NO_SHOW";
  return sourceStatus;
}
