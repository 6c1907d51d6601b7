import type { Attendance, Instance, Meeting, Person, SandboxContext } from "../state.ts";
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

function openInstance(context: SandboxContext, meeting: Meeting, at: Date): Instance {
  const instance: Instance = {
    uuid: newMeetingUuid(),
    startedAt: at.toISOString(),
    endedAt: null,
    attendances: [],
    waitingRoom: [],
  };
  meeting.live = instance;
  meeting.uuid = instance.uuid;
  emitMeetingStarted(context, meeting, instance, at);
  return instance;
}

function recordJoin(
  context: SandboxContext,
  meeting: Meeting,
  instance: Instance,
  person: Person,
  at: Date,
): Attendance {
  const attendance: Attendance = { ...person, joinedAt: at.toISOString(), leftAt: null };
  instance.attendances.push(attendance);
  emitPersonEvent(context, "meeting.participant_joined", { meeting, instance, person, at });
  return attendance;
}

/** People who waited for the host move to the waiting room, or into the room when there is none. */
function releaseWaitingForHost(
  context: SandboxContext,
  meeting: Meeting,
  instance: Instance,
  at: Date,
): void {
  const waiting = meeting.waitingForHost;
  meeting.waitingForHost = [];
  for (const person of waiting) {
    if (needsWaitingRoom(meeting)) {
      emitJoinBeforeHostEvent(context, "meeting.participant_jbh_waiting_left", { meeting, person, at });
      enterWaitingRoom(context, meeting, instance, person, at);
    } else {
      emitJoinBeforeHostEvent(context, "meeting.participant_jbh_joined", { meeting, person, at });
      recordJoin(context, meeting, instance, person, at);
    }
  }
}

export function enterWaitingRoom(
  context: SandboxContext,
  meeting: Meeting,
  instance: Instance,
  person: Person,
  at: Date,
): void {
  instance.waitingRoom.push(person);
  context.scheduleSave();
  emitPersonEvent(context, "meeting.participant_joined_waiting_room", { meeting, instance, person, at });
}

/** Puts a person in the room; the first one starts a new instance of the meeting. */
export function enterRoom(context: SandboxContext, meeting: Meeting, person: Person, at: Date): Attendance {
  const instance = meeting.live ?? openInstance(context, meeting, at);
  const attendance = recordJoin(context, meeting, instance, person, at);
  if (person.role === "host") releaseWaitingForHost(context, meeting, instance, at);
  context.scheduleSave();
  return attendance;
}

/** A participant follows the join link: into the room, the waiting room, or the wait for the host. */
export function arrive(context: SandboxContext, meeting: Meeting, guest: Guest, at: Date): Person {
  const person = newParticipant(context, meeting, guest);
  if (meeting.live && needsWaitingRoom(meeting)) {
    enterWaitingRoom(context, meeting, meeting.live, person, at);
    return person;
  }
  if (meeting.live || mayJoinBeforeHost(meeting, at)) return enterRoom(context, meeting, person, at);
  meeting.waitingForHost.push(person);
  context.scheduleSave();
  emitJoinBeforeHostEvent(context, "meeting.participant_jbh_waiting", { meeting, person, at });
  return person;
}

/** Admits a person from the waiting room; null when no person with that user id waits there. */
export function admit(
  context: SandboxContext,
  meeting: Meeting,
  userId: string,
  at: Date,
): Attendance | null {
  const instance = meeting.live;
  const person = instance?.waitingRoom.find((waiting) => waiting.userId === userId);
  if (!instance || !person) return null;
  instance.waitingRoom = instance.waitingRoom.filter((waiting) => waiting !== person);
  emitPersonEvent(context, "meeting.participant_admitted", { meeting, instance, person, at });
  return enterRoom(context, meeting, withNewUserId(context, person), at);
}

function leaveRoom(
  context: SandboxContext,
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
  emitPersonEvent(context, "meeting.participant_left", {
    meeting,
    instance,
    person: attendance,
    at,
    leaveReason,
  });
}

/** Everyone leaves, then the meeting ends. Does nothing when it is not running. */
export function endMeeting(context: SandboxContext, meeting: Meeting, at: Date): void {
  const instance = meeting.live;
  if (!instance) return;
  for (const attendance of peopleInRoom(meeting))
    leaveRoom(context, { meeting, instance, attendance, at, reason: "Host ended the meeting." });
  for (const person of instance.waitingRoom)
    emitPersonEvent(context, "meeting.participant_left_waiting_room", { meeting, instance, person, at });
  instance.waitingRoom = [];
  instance.endedAt = at.toISOString();
  meeting.past.push(instance);
  meeting.live = null;
  context.scheduleSave();
  emitMeetingEnded(context, meeting, instance, at);
}

/** A person leaves the room or a waiting room; the last one out ends the meeting. False: no such person. */
export function leave(context: SandboxContext, meeting: Meeting, userId: string, at: Date): boolean {
  context.scheduleSave();
  const early = meeting.waitingForHost.find((person) => person.userId === userId);
  if (early) {
    meeting.waitingForHost = meeting.waitingForHost.filter((person) => person !== early);
    emitJoinBeforeHostEvent(context, "meeting.participant_jbh_waiting_left", { meeting, person: early, at });
    return true;
  }
  const instance = meeting.live;
  if (!instance) return false;
  const waiting = instance.waitingRoom.find((person) => person.userId === userId);
  if (waiting) {
    instance.waitingRoom = instance.waitingRoom.filter((person) => person !== waiting);
    emitPersonEvent(context, "meeting.participant_left_waiting_room", {
      meeting,
      instance,
      person: waiting,
      at,
    });
    return true;
  }
  const attendance = peopleInRoom(meeting).find((person) => person.userId === userId);
  if (!attendance) return false;
  leaveRoom(context, { meeting, instance, attendance, at, reason: "left the meeting." });
  if (peopleInRoom(meeting).length === 0) endMeeting(context, meeting, at);
  return true;
}
