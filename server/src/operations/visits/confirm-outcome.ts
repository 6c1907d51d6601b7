import {
  type Database,
  eventsOf,
  findMeeting,
  type MeetingWithPeople,
  restoreMeeting,
  setAppointmentStatus,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Outcome } from "@patientcare/zoom-db/unions";
import type { Transaction } from "kysely";
import type { ConfirmOutcome } from "../../contract/lifecycle.ts";
import type { Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { slotEnd } from "../../domain/join-window.ts";
import { appointmentStatusOf, neverOpened } from "../../domain/visit/evaluation.ts";
import { answerStatement, asStated, type StatementFacts } from "../../domain/visit/outcome-statement.ts";
import { bothSides, recordCall } from "../access/record-access.ts";
import { actorReference, appendEvent } from "../events/append-event.ts";
import { declaredBy } from "../meetings/change-meeting.ts";
import { lockMeetingOrArchived } from "../meetings/lock-meeting-or-archived.ts";
import { isItsDoctor, requireMeeting } from "../meetings/require-meeting.ts";
import { viewMeeting } from "../meetings/view-meeting.ts";
import { transact } from "../transact.ts";
import { readTraces } from "./read-traces.ts";
import { refreshVisit } from "./refresh-visits.ts";
import { visitFactsOf } from "./visit-facts-of.ts";

/**
 * Takes down how a visit went in the words of a person: status, outcome and appointment follow it, and the evidence
 * stays beside it. `unknown` withdraws it. Against the evidence of an absence, `held` counts once two people said so.
 * @throws DomainError ILLEGAL_TRANSITION, FORBIDDEN (too late), MEETING_NOT_FOUND
 */
export const confirmOutcome = async (deps: Deps, actor: Actor, statement: ConfirmOutcome): Promise<Meeting> =>
  viewMeeting(
    deps,
    actor,
    await transact(deps, async (trx) => {
      const found = await lockMeetingOrArchived(trx, statement.meetingId);
      const owned = requireMeeting(deps, actor, "lifecycle.confirmOutcome", found);
      // A refusal rolls this back: the meeting stays in the archive.
      const row = owned.archived_at ? await restoreMeeting(trx, owned) : owned;
      const disputed = await requireAnswer(deps, trx, actor, row, statement.outcome);
      const stated = disputed ? row.stated_outcome : inForce(statement.outcome);
      await recordCall(deps, trx, actor, "lifecycle.confirmOutcome", {
        meetingId: row.id,
        persons: bothSides,
      });
      await appendEvent(deps, trx, {
        ...declaredBy(actor, row),
        type: "outcome-confirmed",
        reason: statement.reason,
        data: { stated: statement.outcome, disputed, reasonCode: statement.reasonCode },
      });
      return recompute(deps, trx, row, { stated_outcome: stated, disputed });
    }),
  );

const inForce = (stated: Outcome): MeetingWithPeople["stated_outcome"] =>
  stated === "unknown" ? null : stated;

/** Whether a second person has to say the same. @throws DomainError ILLEGAL_TRANSITION, FORBIDDEN */
async function requireAnswer(
  deps: Deps,
  trx: Transaction<Database>,
  actor: Actor,
  row: MeetingWithPeople,
  stated: Outcome,
): Promise<boolean> {
  const facts = {
    status: row.status,
    slot: { start: row.start_time, duration: row.duration },
    evidenceOutcome: row.evidence_outcome,
    attempts: visitFactsOf(deps, row, await readTraces(trx, row)).attempts,
    waiting: row.disputed ? await waitingStatement(deps, trx, actor, row.id) : null,
  };
  const by = { role: actor.role, isDoctorOfVisit: isItsDoctor(deps, actor, row) };
  const answer = answerStatement(facts, stated, by, row.now);
  if (answer === "too-late")
    throw new DomainError(
      "FORBIDDEN",
      "The visit ended more than 14 days ago: ask an admin to say how it went",
    );
  if (answer === "illegal") throw new DomainError("ILLEGAL_TRANSITION", remedyOf(facts, row.now));
  return answer === "dispute";
}

function remedyOf({ status, slot, evidenceOutcome }: StatementFacts, now: Date): string {
  if (status === "pending" || status === "failed" || status === "cancelled")
    return "This visit was never opened: there is nothing to say about how it went.";
  const isOver = status === "ended" || status === "missed" || now >= slotEnd(slot);
  if (!isOver) return "Say how a visit went once it is over, or after its scheduled end.";
  if (evidenceOutcome === "held") return "Zoom saw them together: only an admin can say otherwise.";
  return "Nobody is called absent who was sent no link, or who tried to come: say doctor_absent or technical.";
}

async function waitingStatement(
  deps: Deps,
  trx: Transaction<Database>,
  actor: Actor,
  meetingId: string,
): Promise<StatementFacts["waiting"]> {
  const statements = (await eventsOf(trx, meetingId)).filter(({ type }) => type === "outcome-confirmed");
  const last = statements.at(-1);
  if (last?.data.disputed !== true || last.data.stated !== "held") return null;
  return { outcome: "held", isMine: last.actor === actorReference(deps, actor) };
}

/** Where Zoom never held a meeting there is nothing to evaluate but the statement. */
async function recompute(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  change: Pick<MeetingWithPeople, "stated_outcome" | "disputed">,
): Promise<MeetingWithPeople> {
  if (row.zoom_meeting_id !== null) {
    await updateMeetingRow(trx, row.id, change);
    return refreshVisit(deps, trx, { ...row, ...change });
  }
  const { status, outcome } = asStated(neverOpened, change.stated_outcome);
  await updateMeetingRow(trx, row.id, { ...change, status, outcome });
  await setAppointmentStatus(
    trx,
    row.appointment_id,
    appointmentStatusOf(status, outcome, row.source_status),
  );
  return (await findMeeting(trx, row.id)) ?? row;
}
