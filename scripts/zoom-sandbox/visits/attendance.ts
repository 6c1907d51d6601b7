import type { Attendance, Instance, Meeting, Person, World } from "../state.ts";
import {
  emitJoinBeforeHostEvent,
  emitMeetingEnded,
  emitMeetingStarted,
  emitPersonEvent,
} from "../webhooks/events.ts";
import { newMeetingUuid } from "../zoom-formats.ts";
import {
  type Guest,
  mayJoinBeforeHost,
  needsWaitingRoom,
  newParticipant,
  peopleInRoom,
  withNewUserId,
} from "./people.ts";

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

/** Lets a person from the waiting room in; null when nobody of that user id waits there. */
export function admit(world: World, meeting: Meeting, userId: string, at: Date): Attendance | null {
  const instance = meeting.live;
  const person = instance?.waitingRoom.find((waiting) => waiting.userId === userId);
  if (!instance || !person) return null;
  instance.waitingRoom = instance.waitingRoom.filter((waiting) => waiting !== person);
  emitPersonEvent(world, "meeting.participant_admitted", { meeting, instance, person, at });
  return enterRoom(world, meeting, withNewUserId(world, person), at);
}

function leaveRoom(
  world: World,
  {
    meeting,
    instance,
    attendance,
    at,
    reason,
  }: { meeting: Meeting; instance: Instance; attendance: Attendance; at: Date; reason: string },
): void {
  attendance.leftAt = at.toISOString();
  const leaveReason = `${attendance.name} left the meeting.<br>Reason: ${reason}`;
  emitPersonEvent(world, "meeting.participant_left", {
    meeting,
    instance,
    person: attendance,
    at,
    leaveReason,
  });
}

/** Everyone leaves, then the meeting ends. Does nothing when it is not running. */
export function endMeeting(world: World, meeting: Meeting, at: Date): void {
  const instance = meeting.live;
  if (!instance) return;
  for (const attendance of peopleInRoom(meeting))
    leaveRoom(world, { meeting, instance, attendance, at, reason: "Host ended the meeting." });
  for (const person of instance.waitingRoom)
    emitPersonEvent(world, "meeting.participant_left_waiting_room", { meeting, instance, person, at });
  instance.waitingRoom = [];
  instance.endedAt = at.toISOString();
  meeting.past.push(instance);
  meeting.live = null;
  world.changed();
  emitMeetingEnded(world, meeting, instance, at);
}

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
