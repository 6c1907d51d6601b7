import type { Attendance, Meeting } from "../meeting.ts";
import { emitPersonEvent } from "../webhooks/visit-events.ts";
import type { World } from "../world.ts";
import { enterRoom } from "./enter-room.ts";
import { withNewUserId } from "./new-person.ts";

/** Lets a person from the waiting room in; null when nobody of that user id waits there. */
export function admit(world: World, meeting: Meeting, userId: string, at: Date): Attendance | null {
  const instance = meeting.live;
  const person = instance?.waitingRoom.find((waiting) => waiting.userId === userId);
  if (!instance || !person) return null;
  instance.waitingRoom = instance.waitingRoom.filter((waiting) => waiting !== person);
  emitPersonEvent(world, "meeting.participant_admitted", { meeting, instance, person, at });
  return enterRoom(world, meeting, withNewUserId(world, person), at);
}
