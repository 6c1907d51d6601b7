import type { Meeting, Person } from "../meeting.ts";
import { emitJoinBeforeHostEvent } from "../webhooks/visit-events.ts";
import type { World } from "../world.ts";
import { enterRoom, enterWaitingRoom } from "./enter-room.ts";
import { type Guest, newParticipant } from "./new-person.ts";
import { mayJoinBeforeHost, needsWaitingRoom } from "./presence.ts";

/** A participant follows the join link: into the room, the waiting room, or the wait for the host. */
export function arrive(world: World, meeting: Meeting, guest: Guest, at: Date): Person {
  const person = newParticipant(world, meeting, guest);
  if (meeting.live && needsWaitingRoom(meeting)) {
    enterWaitingRoom(world, meeting, meeting.live, person, at);
    return person;
  }
  if (meeting.live || mayJoinBeforeHost(meeting, at)) return enterRoom(world, meeting, person, at);
  meeting.waitingForHost.push(person);
  world.changed();
  emitJoinBeforeHostEvent(world, "meeting.participant_jbh_waiting", { meeting, person, at });
  return person;
}
