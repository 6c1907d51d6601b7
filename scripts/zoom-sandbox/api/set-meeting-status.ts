import { endMeeting } from "../visits/end-meeting.ts";
import { emitMeetingRemoval } from "../webhooks/lifecycle-events.ts";
import type { World } from "../world.ts";
import { ApiError } from "./api-error.ts";
import { findMeeting } from "./find-meeting.ts";

function noAccess(): ApiError {
  return new ApiError(400, { code: 3000, message: "Cannot access meeting info." });
}

export function setMeetingStatus(world: World, id: string, action: "end" | "recover"): void {
  if (action === "end") {
    const meeting = findMeeting(world, id);
    if (!meeting.live) throw noAccess();
    endMeeting(world, meeting, world.now());
    return;
  }
  const meeting = world.state.meetings[id];
  if (!meeting) findMeeting(world, id);
  if (!meeting?.deletedAt) throw noAccess();
  meeting.deletedAt = null;
  world.changed();
  emitMeetingRemoval(world, meeting, "meeting.recovered");
}
