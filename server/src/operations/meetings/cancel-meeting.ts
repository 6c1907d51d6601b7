import { restoreMeeting } from "@patientcare/zoom-db";
import type { CancelMeeting, Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { dropDeferred } from "../appointments/settle-with-staff.ts";
import { defaultWaitMs, reconcileWithin } from "../sync/reconcile-within.ts";
import { changeMeeting } from "./change-meeting.ts";
import { viewMeeting } from "./view-meeting.ts";
import { withdrawMeeting } from "./withdraw-meeting.ts";

/**
 * Cancels a meeting; its links are closed at once, and Zoom follows. One that runs is ended at Zoom.
 * @throws DomainError ILLEGAL_TRANSITION when it has ended, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function cancelMeeting(deps: Deps, actor: Actor, input: CancelMeeting): Promise<Meeting> {
  const { meetingId, reason } = input;
  const cancel = { verb: "cancel", permission: "meetings.cancel", meetingId } as const;
  await changeMeeting(deps, actor, cancel, async (trx, row) => {
    const live = row.archived_at ? await restoreMeeting(trx, row) : row;
    await dropDeferred(deps, trx, live);
    await withdrawMeeting(trx, live, "end");
    return { type: "cancelled", reason };
  });
  return viewMeeting(deps, actor, await reconcileWithin(deps, meetingId, defaultWaitMs));
}
