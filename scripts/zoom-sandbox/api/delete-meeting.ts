import type { Instance, Meeting, SandboxContext } from "../state.ts";
import { endMeeting } from "../visits/attendance.ts";
import { emitMeetingRemoval } from "../webhooks/events.ts";
import { isoSeconds } from "../zoom-formats.ts";
import { findMeeting } from "./meeting-response.ts";
import { ApiError } from "./requests.ts";

export function deleteMeeting(context: SandboxContext, meeting: Meeting): void {
  if (meeting.live)
    throw new ApiError(400, {
      code: 3002,
      message: "Sorry, you cannot delete this meeting since it is in progress.",
    });
  if (meeting.past.length > 0 && meeting.type <= 2)
    throw new ApiError(400, {
      code: 3007,
      message: "Sorry, you cannot delete this meeting since it has ended.",
    });
  meeting.deletedAt = isoSeconds(context.now());
  meeting.waitingForHost = [];
  context.scheduleSave();
  emitMeetingRemoval(context, meeting, "meeting.deleted");
}

function noAccess(): ApiError {
  return new ApiError(400, { code: 3000, message: "Cannot access meeting info." });
}

/** A meeting with an end delay runs on for a while after Zoom has accepted the call. */
function endAfterDelay(context: SandboxContext, meeting: Meeting, instance: Instance): void {
  if (meeting.endDelayMs === 0) {
    endMeeting(context, meeting, context.now());
    return;
  }
  setTimeout(() => {
    if (meeting.live === instance) endMeeting(context, meeting, context.now());
  }, meeting.endDelayMs).unref();
}

export function setMeetingStatus(context: SandboxContext, id: string, action: "end" | "recover"): void {
  if (action === "end") {
    const meeting = findMeeting(context, id);
    if (!meeting.live) throw noAccess();
    endAfterDelay(context, meeting, meeting.live);
    return;
  }
  const meeting = context.state.meetings[id];
  if (!meeting) findMeeting(context, id);
  if (!meeting?.deletedAt) throw noAccess();
  meeting.deletedAt = null;
  context.scheduleSave();
  emitMeetingRemoval(context, meeting, "meeting.recovered");
}
