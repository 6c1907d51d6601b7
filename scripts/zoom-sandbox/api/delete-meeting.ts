import { isoSeconds } from "../iso-seconds.ts";
import type { Meeting } from "../meeting.ts";
import { emitMeetingRemoval } from "../webhooks/lifecycle-events.ts";
import type { World } from "../world.ts";
import { ApiError } from "./api-error.ts";

export function deleteMeeting(world: World, meeting: Meeting): void {
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
  meeting.deletedAt = isoSeconds(world.now());
  meeting.waitingForHost = [];
  world.changed();
  emitMeetingRemoval(world, meeting, "meeting.deleted");
}
