import { lockMeeting } from "@patientcare/zoom-db";
import type { CancelMeeting, Meeting } from "../contract/meetings.ts";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import { DomainError } from "../domain/errors.ts";
import { lifecycle, wayOut } from "../domain/lifecycle.ts";
import { viewMeeting } from "./meeting-view.ts";
import { recordWord, sourceOf } from "./record-word.ts";
import { requireMeeting, requirePermission } from "./require-meeting.ts";
import { defaultWaitMs, waitForZoom } from "./wait-for-zoom.ts";
import { withdrawMeeting } from "./withdraw-meeting.ts";

/**
 * Cancels a meeting; its links are closed at once, and Zoom follows.
 * @throws DomainError ILLEGAL_TRANSITION when it has ended, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function cancelMeeting(deps: Deps, actor: Actor, input: CancelMeeting): Promise<Meeting> {
  requirePermission(actor, "meetings.cancel");
  await deps.db.transaction().execute(async (trx) => {
    const row = requireMeeting(deps, actor, "meetings.cancel", await lockMeeting(trx, input.meetingId));
    const answer = lifecycle.cancel[row.status];
    if (answer === "refuse") throw new DomainError("ILLEGAL_TRANSITION", wayOut.cancel);
    if (answer === "keep") return;
    await withdrawMeeting(deps, trx, row);
    await recordWord(deps, trx, {
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
