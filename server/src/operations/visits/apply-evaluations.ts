import {
  changeAttentions,
  type Database,
  type MeetingWithPeople,
  type NewEvaluation,
  saveEvaluations,
  setAppointmentStatuses,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { AppointmentStatus } from "@patientcare/zoom-db/unions";
import type { Transaction } from "kysely";
import { lacksContact } from "../../domain/attention.ts";
import { appointmentStatusOf, type Evaluation } from "../../domain/visit/evaluation.ts";
import type { EvaluatedVisit } from "./evaluate-row.ts";

/** Writes the evaluations to the rows of their meetings and appointments. */
export async function applyEvaluations(
  trx: Transaction<Database>,
  visits: readonly EvaluatedVisit[],
): Promise<void> {
  const changed: NewEvaluation[] = [];
  const appointments: { id: string; status: AppointmentStatus }[] = [];
  for (const visit of visits) {
    const { row, evaluation, evidence, statement, somebodyWaited, linkSent, evaluateAt } = visit;
    if (row.status === "cancelled") {
      const outcome = evaluation.status === "ended" ? evaluation.outcome : heldOrNull(evaluation);
      if (outcome !== row.outcome) await updateMeetingRow(trx, row.id, { outcome });
    } else if (row.zoom_meeting_id === null) {
      // Zoom holds nothing that could be visited.
    } else if (evaluation.status === "cancelled") {
      // The call is over: what the platform wants is carried out at once, where nobody went in again.
      changed.push({
        id: row.id,
        status: "scheduled",
        outcome: null,
        evidence_outcome: null,
        stated_outcome: row.stated_outcome,
        disputed: row.disputed,
        somebody_waited: somebodyWaited,
        evaluate_at: row.now,
        freesHost: false,
      });
    } else {
      const { status, outcome } = evaluation;
      // A visit that goes on after it was over never pushes out who was promised the host meanwhile.
      const freesHost = isActive(status) && !isActive(row.status);
      const next: NewEvaluation = {
        id: row.id,
        status,
        outcome,
        evidence_outcome: evidence.outcome,
        stated_outcome: statement.stated,
        disputed: statement.disputed,
        somebody_waited: somebodyWaited,
        evaluate_at: evaluateAt,
        freesHost,
      };
      if (differs(row, next)) changed.push(next);
      // An address that comes later clears it.
      const contact = { linkSent, hasAddress: (row.patient_email ?? row.patient_email_hash) !== null };
      if (lacksContact(outcome, contact) && !row.attentions.includes("no-contact"))
        await changeAttentions(trx, row.id, { raise: ["no-contact"] });
      const appointmentStatus = appointmentStatusOf(status, outcome, row.source_status);
      if (appointmentStatus !== row.appointment_status)
        appointments.push({ id: row.appointment_id, status: appointmentStatus });
    }
  }
  await saveEvaluations(trx, changed);
  await setAppointmentStatuses(trx, appointments);
}

const differs = (row: MeetingWithPeople, next: NewEvaluation): boolean =>
  next.status !== row.status ||
  next.outcome !== row.outcome ||
  next.evidence_outcome !== row.evidence_outcome ||
  next.stated_outcome !== row.stated_outcome ||
  next.disputed !== row.disputed ||
  next.somebody_waited !== row.somebody_waited ||
  Number(next.evaluate_at) !== Number(row.evaluate_at);

const isActive = (status: MeetingWithPeople["status"]) => status === "scheduled" || status === "started";

/** A cancelled visit of which nobody came has no outcome. */
const heldOrNull = ({ status, outcome }: Evaluation) =>
  status === "missed" && outcome !== "both_absent" && outcome !== "technical" ? outcome : null;
