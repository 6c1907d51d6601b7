import type { Meeting } from "../meeting.ts";
import { emitJoinBeforeHostEvent, emitPersonEvent } from "../webhooks/visit-events.ts";
import type { World } from "../world.ts";
import { endMeeting, leaveRoom } from "./end-meeting.ts";
import { peopleInRoom } from "./presence.ts";

/** A person goes, from wherever they are. The last one out ends the meeting. False: nobody of that id. */
export function leave(world: World, meeting: Meeting, userId: string, at: Date): boolean {
  world.changed();
  const early = meeting.waitingForHost.find((person) => person.userId === userId);
  if (early) {
    meeting.waitingForHost = meeting.waitingForHost.filter((person) => person !== early);
    emitJoinBeforeHostEvent(world, "meeting.participant_jbh_waiting_left", { meeting, person: early, at });
    return true;
  }
  const instance = meeting.live;
  if (!instance) return false;
  const waiting = instance.waitingRoom.find((person) => person.userId === userId);
  if (waiting) {
    instance.waitingRoom = instance.waitingRoom.filter((person) => person !== waiting);
    emitPersonEvent(world, "meeting.participant_left_waiting_room", {
      meeting,
      instance,
      person: waiting,
      at,
    });
    return true;
  }
  const attendance = peopleInRoom(meeting).find((person) => person.userId === userId);
  if (!attendance) return false;
  leaveRoom(world, { meeting, instance, attendance, at, reason: "left the meeting." });
  if (peopleInRoom(meeting).length === 0) endMeeting(world, meeting, at);
  return true;
}
