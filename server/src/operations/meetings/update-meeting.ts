import type { Meeting, UpdateMeeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { lifecycle, transitionRemedies } from "../../domain/lifecycle.ts";
import { appendEvent, sourceOf } from "../events/append-event.ts";
import { defaultWaitMs, waitForZoom } from "../sync/wait-for-zoom.ts";
import { findMeetingOrArchived } from "./find-meeting-or-archived.ts";
import { lockMeetingOrArchived } from "./lock-meeting-or-archived.ts";
import { requireMeeting } from "./require-meeting.ts";
import { requirePossible } from "./require-possible.ts";
import { reviseMeeting } from "./revise-meeting.ts";
import { topicOf, viewMeeting } from "./view-meeting.ts";

/**
 * Moves or renames a meeting; links stay. Waits a while for Zoom to follow.
 * @throws DomainError SLOT_TAKEN, ILLEGAL_TRANSITION, VALIDATION_ERROR, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function updateMeeting(deps: Deps, actor: Actor, input: UpdateMeeting): Promise<Meeting> {
  const found = await findMeetingOrArchived(deps.db, input.meetingId);
  requireMeeting(deps, actor, "meetings.update", found);
  await deps.db.transaction().execute(async (trx) => {
    const row = requireMeeting(
      deps,
      actor,
      "meetings.update",
      await lockMeetingOrArchived(trx, input.meetingId),
    );
    const answer = lifecycle.update[row.status];
    if (answer === "refuse") throw new DomainError("ILLEGAL_TRANSITION", transitionRemedies.update);
    const topic = topicOf(deps.encryption, row);
    const desired = {
      slot: { start: input.startTime ?? row.start_time, duration: input.duration ?? row.duration },
      topic: input.topic ?? topic,
      hostEmail: row.host_email,
      timezone: row.timezone,
    };
    const moved =
      desired.slot.start.getTime() !== row.start_time.getTime() || desired.slot.duration !== row.duration;
    if (!moved && desired.topic === topic && answer === "change") return;
    if (moved || answer === "to-pending") requirePossible(deps, desired.slot, row.now);
    await reviseMeeting(deps, trx, row, desired, "refuse", { stayOnZoomHost: true });
    await appendEvent(deps, trx, {
      meetingId: row.id,
      type: answer === "to-pending" ? "retried" : "changed",
      at: row.now,
      source: sourceOf(actor),
      actor,
      slot: desired.slot,
    });
    await deps.queue.enqueueSync(trx, row.id);
  });
  return viewMeeting(deps, await waitForZoom(deps, input.meetingId, defaultWaitMs));
}
