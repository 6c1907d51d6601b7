import { newMeetingUuid } from "../ids/meeting-uuid.ts";
import type { Attendance, Instance, Meeting, Person } from "../meeting.ts";
import { emitJoinBeforeHostEvent, emitMeetingStarted, emitPersonEvent } from "../webhooks/visit-events.ts";
import type { World } from "../world.ts";
import { needsWaitingRoom } from "./presence.ts";

function openInstance(world: World, meeting: Meeting, at: Date): Instance {
  const instance: Instance = {
    uuid: newMeetingUuid(),
    startedAt: at.toISOString(),
    endedAt: null,
    attendances: [],
    waitingRoom: [],
  };
  meeting.live = instance;
  meeting.uuid = instance.uuid;
  emitMeetingStarted(world, meeting, instance, at);
  return instance;
}

function attend(world: World, meeting: Meeting, instance: Instance, person: Person, at: Date): Attendance {
  const attendance: Attendance = { ...person, joinedAt: at.toISOString(), leftAt: null };
  instance.attendances.push(attendance);
  emitPersonEvent(world, "meeting.participant_joined", { meeting, instance, person, at });
  return attendance;
}

/** Those who waited for the host go on to the waiting room, or straight in when there is none. */
function moveOnFromWaitingForHost(world: World, meeting: Meeting, instance: Instance, at: Date): void {
  const waiting = meeting.waitingForHost;
  meeting.waitingForHost = [];
  for (const person of waiting) {
    if (needsWaitingRoom(meeting)) {
      emitJoinBeforeHostEvent(world, "meeting.participant_jbh_waiting_left", { meeting, person, at });
      enterWaitingRoom(world, meeting, instance, person, at);
    } else {
      emitJoinBeforeHostEvent(world, "meeting.participant_jbh_joined", { meeting, person, at });
      attend(world, meeting, instance, person, at);
    }
  }
}

export function enterWaitingRoom(
  world: World,
  meeting: Meeting,
  instance: Instance,
  person: Person,
  at: Date,
): void {
  instance.waitingRoom.push(person);
  world.changed();
  emitPersonEvent(world, "meeting.participant_joined_waiting_room", { meeting, instance, person, at });
}

/** Puts a person in the room; the first one starts a new instance of the meeting. */
export function enterRoom(world: World, meeting: Meeting, person: Person, at: Date): Attendance {
  const instance = meeting.live ?? openInstance(world, meeting, at);
  const attendance = attend(world, meeting, instance, person, at);
  if (person.role === "host") moveOnFromWaitingForHost(world, meeting, instance, at);
  world.changed();
  return attendance;
}
