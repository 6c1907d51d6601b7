import type { Database, MeetingWithPeople } from "@patientcare/zoom-db";
import type { MeetingStatus } from "@patientcare/zoom-db/unions";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { type Answer, lifecycle, transitionRemedies, type Verb } from "../../domain/lifecycle.ts";
import type { Permission } from "../../domain/policy.ts";
import { bothSides, recordCall } from "../access/record-access.ts";
import { appendEvent, type NewEvent, sourceOf } from "../events/append-event.ts";
import { transact } from "../transact.ts";
import { lockMeetingOrArchived } from "./lock-meeting-or-archived.ts";
import { requireMeeting } from "./require-meeting.ts";

/** The answers of the status table that change something. */
type Change = Exclude<Answer, "refuse" | "noop">;

/** The event of a change, and the meeting after it where the change read it again. */
interface Changed extends Pick<NewEvent, "type" | "reason" | "slot"> {
  row?: MeetingWithPeople;
}

/**
 * The way of every verb that changes a meeting: lock, ownership, status table, change, event. `change` writes the row and
 * returns its event, or null where nothing changed. Returns the meeting after the change, or else as it was locked.
 * @throws DomainError ILLEGAL_TRANSITION, FORBIDDEN, MEETING_NOT_FOUND
 */
export const changeMeeting = (
  deps: Deps,
  actor: Actor,
  { verb, permission, meetingId }: { verb: Verb; permission: Permission; meetingId: string },
  change: (trx: Transaction<Database>, row: MeetingWithPeople, how: Change) => Promise<Changed | null>,
): Promise<MeetingWithPeople> =>
  transact(deps, async (trx) => {
    const found = await lockMeetingOrArchived(trx, meetingId);
    const row = requireMeeting(deps, actor, permission, found);
    const how = requireTransition(verb, row.status);
    const changed = how === "noop" ? null : await change(trx, row, how);
    await recordCall(deps, trx, actor, permission, { meetingId: row.id, persons: bothSides });
    if (!changed) return row;
    const { row: after = row, ...event } = changed;
    await appendEvent(deps, trx, { ...event, ...declaredBy(actor, row) });
    return after;
  });

/** The declaration of an event: its meeting, its time and its actor. */
export const declaredBy = (
  actor: Actor,
  row: { id: string; now: Date },
): Pick<NewEvent, "meetingId" | "at" | "source" | "actor"> => ({
  meetingId: row.id,
  at: row.now,
  source: sourceOf(actor),
  actor,
});

/** The status table's answer. @throws DomainError ILLEGAL_TRANSITION */
export function requireTransition(verb: Verb, status: MeetingStatus): Change | "noop" {
  const answer: Answer = lifecycle[verb][status];
  if (answer === "refuse") throw illegalTransition(verb);
  return answer;
}

export const illegalTransition = (verb: Verb): DomainError =>
  new DomainError("ILLEGAL_TRANSITION", transitionRemedies[verb]);
