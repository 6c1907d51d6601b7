import type { Meeting } from "../meeting.ts";
import type { World } from "../world.ts";
import { ControlError } from "./control-error.ts";

export function knownMeeting(world: World, id: string): Meeting {
  const meeting = world.state.meetings[id];
  if (!meeting || meeting.deletedAt !== null) throw new ControlError(`There is no meeting ${id}`);
  return meeting;
}
