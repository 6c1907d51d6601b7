import type { Meeting, MeetingById } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { lifecycle, transitionRemedies } from "../../domain/lifecycle.ts";
import { appendEvent, sourceOf } from "../events/append-event.ts";
import { defaultWaitMs, throwIfRejected, waitForZoom } from "../sync/wait-for-zoom.ts";
import { lockMeetingOrArchived } from "./lock-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "./require-meeting.ts";
import { requirePossible } from "./require-possible.ts";
import { reviseMeeting } from "./revise-meeting.ts";
import { topicOf, viewMeeting } from "./view-meeting.ts";

/**
 * Tries a failed meeting again.
 * @throws DomainError ZOOM_API_ERROR when Zoom refuses again, SLOT_TAKEN, ILLEGAL_TRANSITION, FORBIDDEN
 */
export async function retryMeeting(deps: Deps, actor: Actor, input: MeetingById): Promise<Meeting> {
  requirePermission(actor, "meetings.retry");
  await deps.db.transaction().execute(async (trx) => {
    const row = requireMeeting(
      deps,
      actor,
      "meetings.retry",
      await lockMeetingOrArchived(trx, input.meetingId),
    );
    const answer = lifecycle.retry[row.status];
    if (answer === "refuse") throw new DomainError("ILLEGAL_TRANSITION", transitionRemedies.retry);
    if (answer === "keep") return;
    const slot = { start: row.start_time, duration: row.duration };
    requirePossible(deps, slot, row.now);
    const desired = {
      slot,
      topic: topicOf(deps.encryption, row),
      hostEmail: row.host_email,
      timezone: row.timezone,
    };
    await reviseMeeting(deps, trx, row, desired, "refuse");
    await appendEvent(deps, trx, {
      meetingId: row.id,
      type: "retried",
      at: row.now,
      source: sourceOf(actor),
      actor,
    });
    await deps.queue.enqueueSync(trx, row.id);
  });
  return viewMeeting(deps, throwIfRejected(await waitForZoom(deps, input.meetingId, defaultWaitMs)));
}
