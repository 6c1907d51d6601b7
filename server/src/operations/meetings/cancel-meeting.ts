import { type Database, type MeetingWithPeople, restoreMeeting } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { CancelMeeting, Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { lifecycle, transitionRemedies } from "../../domain/lifecycle.ts";
import { appendEvent, sourceOf } from "../events/append-event.ts";
import { defaultWaitMs, waitForZoom } from "../sync/wait-for-zoom.ts";
import { lockMeetingOrArchived } from "./lock-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "./require-meeting.ts";
import { viewMeeting } from "./view-meeting.ts";
import { withdrawMeeting } from "./withdraw-meeting.ts";

/**
 * Cancels a meeting; its links are closed at once, and Zoom follows.
 * @throws DomainError ILLEGAL_TRANSITION when it has ended, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function cancelMeeting(deps: Deps, actor: Actor, input: CancelMeeting): Promise<Meeting> {
  requirePermission(actor, "meetings.cancel");
  await deps.db.transaction().execute(async (trx) => {
    const found = await lockMeetingOrArchived(trx, input.meetingId);
    const row = await cancellable(trx, requireMeeting(deps, actor, "meetings.cancel", found));
    const answer = lifecycle.cancel[row.status];
    if (answer === "refuse") throw new DomainError("ILLEGAL_TRANSITION", transitionRemedies.cancel);
    if (answer === "keep") return;
    await withdrawMeeting(deps, trx, row);
    await appendEvent(deps, trx, {
      meetingId: row.id,
      type: "cancelled",
      at: row.now,
      source: sourceOf(actor),
      actor,
      reason: input.reason,
    });
  });
  return viewMeeting(deps, await waitForZoom(deps, input.meetingId, defaultWaitMs));
}

/** The row as it can be written to: one that is to be cancelled leaves the archive for it. */
async function cancellable(trx: Transaction<Database>, row: MeetingWithPeople): Promise<MeetingWithPeople> {
  const goesOn = row.archived_at !== undefined && lifecycle.cancel[row.status] === "cancel";
  return goesOn ? restoreMeeting(trx, row) : row;
}
