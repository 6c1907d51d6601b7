import type { Attendance, Meeting, Person, SandboxContext } from "../state.ts";
import { emitBindEvent, emitJoinBeforeHostEvent } from "../webhooks/events.ts";
import { enterRoom, leaveRoom } from "./attendance.ts";
import {
  type Guest,
  mayJoinBeforeHost,
  needsWaitingRoom,
  newParticipant,
  peopleInRoom,
  peopleInWaitingRoom,
  personAmong,
  withNewUserId,
} from "./people.ts";
import { enterWaitingRoom, leaveWaitingRoom } from "./waiting-room.ts";

/** A participant follows the join link: into the room, the waiting room, or the wait for the host. */
export function arrive(context: SandboxContext, meeting: Meeting, guest: Guest, at: Date): Person {
  const person = newParticipant(context, meeting, guest);
  const instance = meeting.live;
  if (instance && needsWaitingRoom(meeting))
    return enterWaitingRoom(context, { meeting, instance, person, at });
  if (instance || mayJoinBeforeHost(meeting, at)) return enterRoom(context, meeting, person, at);
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
  const person = personAmong(peopleInWaitingRoom(meeting), userId);
  if (!instance || !person) return null;
  leaveWaitingRoom(context, { meeting, instance, person, at }, "meeting.participant_admitted");
  return enterRoom(context, meeting, withNewUserId(context, person), at);
}

/**
 * The host puts a person who is in the room back into the waiting room; null when no such person is there.
 * Zoom's pages leave open whether a `left` comes with it: `sendsLeft` false leaves it out.
 */
export function putInWaitingRoom(
  context: SandboxContext,
  meeting: Meeting,
  userId: string,
  { at, sendsLeft }: { at: Date; sendsLeft: boolean },
): Attendance | null {
  const instance = meeting.live;
  const attendance = personAmong(peopleInRoom(meeting), userId);
  if (!instance || !attendance) return null;
  if (sendsLeft) leaveRoom(context, { meeting, instance, attendance, at }, "Put in the waiting room.");
  else attendance.leftAt = at.toISOString();
  const person = withNewUserId(context, attendance);
  return enterWaitingRoom(
    context,
    { meeting, instance, person, at },
    "meeting.participant_put_in_waiting_room",
  );
}

function presentPerson(meeting: Meeting, userId: string): Person | undefined {
  const present: Person[] = [
    ...peopleInRoom(meeting),
    ...peopleInWaitingRoom(meeting),
    ...meeting.waitingForHost,
  ];
  return personAmong(present, userId);
}

/** Later deliveries about the person say the new name; Zoom sends none about the change. False: no such person. */
export function rename(context: SandboxContext, meeting: Meeting, userId: string, name: string): boolean {
  const person = presentPerson(meeting, userId);
  if (!person) return false;
  const { name: _, ...otherDifferences } = person.leavesAs;
  person.leavesAs = otherDifferences;
  person.name = name;
  context.scheduleSave();
  return true;
}

/** The newest stay of a person in the running session, whether they are still there or not. */
export function latestStay(meeting: Meeting, userId: string): Attendance | undefined {
  const stays = [...(meeting.live?.attendances ?? []), ...(meeting.live?.waitingRoom ?? [])];
  return personAmong(stays.toReversed(), userId);
}

/** Zoom learns that a caller and a person in the app are one. False: one of them is not in the room. */
export function bind(
  context: SandboxContext,
  meeting: Meeting,
  { phoneUserId, userId, at }: { phoneUserId: string; userId: string; at: Date },
): boolean {
  const instance = meeting.live;
  const phone = personAmong(peopleInRoom(meeting), phoneUserId);
  const person = personAmong(peopleInRoom(meeting), userId);
  if (!instance || !phone || !person) return false;
  emitBindEvent(context, { meeting, instance, person: phone, boundTo: person, at });
  return true;
}
