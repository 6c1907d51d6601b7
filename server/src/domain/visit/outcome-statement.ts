import type { Outcome } from "@patientcare/zoom-db/unions";
import type { Role } from "../actor.ts";
import { minutesAfter, type Slot, slotEnd } from "../join-window.ts";
import type { Evaluation, VisitAttempts } from "./evaluation.ts";

/** The evaluation as it stands beside what a person said: their word decides the status and the outcome. */
export function asStated(evaluation: Evaluation, stated: Outcome | null): Evaluation {
  if (stated === null || evaluation.status === "cancelled") return evaluation;
  return { status: stated === "held" ? "ended" : "missed", outcome: stated, evidence: null };
}

const absences: ReadonlySet<Outcome | null> = new Set(["patient_absent", "doctor_absent", "both_absent"]);

export interface Statement {
  stated: Outcome | null;
  /** One person said `held` against the evidence of an absence: a second one has to say the same. */
  disputed: boolean;
}

/**
 * The statement as new evidence leaves it: a dispute is over when the evidence comes to say the same, or no longer
 * speaks of an absence, against which alone it takes two.
 */
export function statementBeside(statement: Statement, evidenceOutcome: Outcome | null): Statement {
  const stillDisputed = evidenceOutcome === null || absences.has(evidenceOutcome);
  if (!statement.disputed || stillDisputed) return statement;
  return { stated: evidenceOutcome === "held" ? statement.stated : "held", disputed: false };
}

const days14 = 14 * 24 * 60;

export interface StatementFacts {
  status: Evaluation["status"] | "pending" | "failed";
  slot: Slot;
  evidenceOutcome: Outcome | null;
  attempts: VisitAttempts;
  /** The earlier statement that waits for a second person. */
  waiting: { outcome: Outcome; isMine: boolean } | null;
}

export type StatementAnswer =
  /** In force at once; `unknown` withdraws what was said. */
  | "accept"
  /** The first of two people. */
  | "dispute"
  | "illegal"
  | "too-late";

/** Whether a person may state this outcome, and whether a second one has to say the same. */
export function answerStatement(
  facts: StatementFacts,
  stated: Outcome,
  by: { role: Role; isDoctorOfVisit: boolean },
  now: Date,
): StatementAnswer {
  const end = slotEnd(facts.slot);
  const over = facts.status === "ended" || facts.status === "missed";
  const overdue = (facts.status === "scheduled" || facts.status === "started") && now >= end;
  if (!over && !overdue) return "illegal";
  if (by.role !== "admin" && now >= minutesAfter(end, days14)) return "too-late";
  if (by.role !== "admin" && facts.evidenceOutcome === "held") return "illegal";
  return needsTwo(facts, stated) ? byTwo(facts, by) : fairly(facts, stated);
}

const needsTwo = ({ evidenceOutcome }: StatementFacts, stated: Outcome): boolean =>
  stated === "held" && absences.has(evidenceOutcome);

const byTwo = ({ waiting }: StatementFacts, { isDoctorOfVisit }: { isDoctorOfVisit: boolean }) =>
  waiting?.outcome === "held" && !waiting.isMine && !isDoctorOfVisit ? "accept" : "dispute";

/** Nobody is called absent whom we did not reach, or who tried. */
function fairly({ attempts }: StatementFacts, stated: Outcome): StatementAnswer {
  const { linkSent, patientRedirected, somebodyWaited, turnedAway } = attempts;
  const patientSaidAbsent = stated === "patient_absent" || stated === "both_absent";
  const fair = linkSent && !patientRedirected && !somebodyWaited && !turnedAway;
  return patientSaidAbsent && !fair ? "illegal" : "accept";
}
