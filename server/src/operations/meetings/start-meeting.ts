import { updateMeetingRow } from "@patientcare/zoom-db";
import type { Meeting, MeetingById } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { isOpen } from "../../domain/join-window.ts";
import { refreshVisit } from "../visits/refresh-visits.ts";
import { changeMeeting, illegalTransition } from "./change-meeting.ts";
import { viewMeeting } from "./view-meeting.ts";

/**
 * Declares that the visit has begun; Zoom is not called.
 * @throws DomainError ILLEGAL_TRANSITION outside the window or in another status, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function startMeeting(deps: Deps, actor: Actor, { meetingId }: MeetingById): Promise<Meeting> {
  const start = { verb: "start", permission: "lifecycle.start", meetingId } as const;
  const meeting = await changeMeeting(deps, actor, start, async (trx, row) => {
    const slot = { start: row.start_time, duration: row.duration };
    if (!isOpen(slot, deps.config.joinWindow, row.now)) throw illegalTransition("start");
    const declared = { declared_started_at: row.now, declared_ended_at: null };
    await updateMeetingRow(trx, row.id, declared);
    return { type: "started", row: await refreshVisit(deps, trx, { ...row, ...declared }) };
  });
  return viewMeeting(deps, actor, meeting);
}
