import type { Meeting, MeetingById } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { defaultWaitMs, reconcileWithin, throwIfRejected } from "../sync/reconcile-within.ts";
import { changeMeeting } from "./change-meeting.ts";
import { requirePossible } from "./require-possible.ts";
import { reviseMeeting } from "./revise-meeting.ts";
import { topicOf } from "./stored-topic.ts";
import { viewMeeting } from "./view-meeting.ts";

/**
 * Tries a failed meeting again.
 * @throws DomainError ZOOM_API_ERROR when Zoom rejects it again, SLOT_TAKEN, ILLEGAL_TRANSITION, FORBIDDEN
 */
export async function retryMeeting(deps: Deps, actor: Actor, { meetingId }: MeetingById): Promise<Meeting> {
  const retry = { verb: "retry", permission: "meetings.retry", meetingId } as const;
  await changeMeeting(deps, actor, retry, async (trx, row) => {
    const slot = { start: row.start_time, duration: row.duration };
    requirePossible(deps, slot, row.now);
    const topic = topicOf(deps, row);
    const desired = { slot, topic, hostEmail: row.host_email, timezone: row.timezone };
    await reviseMeeting(deps, trx, row, desired, "refuse");
    return { type: "retried" };
  });
  return viewMeeting(deps, actor, throwIfRejected(await reconcileWithin(deps, meetingId, defaultWaitMs)));
}
