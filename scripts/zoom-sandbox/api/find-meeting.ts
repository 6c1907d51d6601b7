import type { Meeting } from "../meeting.ts";
import type { World } from "../world.ts";
import { ApiError } from "./api-error.ts";

export function findMeeting(world: World, id: string, missing = `Meeting does not exist: ${id}.`): Meeting {
  if (!/^\d{9,11}$/.test(id)) throw new ApiError(400, { code: 300, message: "Invalid meeting id." });
  const meeting = world.state.meetings[id];
  if (!meeting || meeting.deletedAt !== null) throw new ApiError(404, { code: 3001, message: missing });
  return meeting;
}
