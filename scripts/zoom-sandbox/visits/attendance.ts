import type { Attendance, Identity, Instance, Meeting, Person, SandboxContext } from "../state.ts";
import {
  emitJoinBeforeHostEvent,
  emitMeetingEnded,
  emitMeetingStarted,
  emitPersonEvent,
} from "../webhooks/events.ts";
import { newMeetingUuid } from "../zoom-formats.ts";
import { needsWaitingRoom, peopleInRoom, peopleInWaitingRoom, personAmong, withNewUserId } from "./people.ts";
import { enterWaitingRoom, leaveWaitingRoom } from "./waiting-room.ts";

function openInstance(context: SandboxContext, meeting: Meeting, at: Date): Instance {
  const instance: Instance = {
    uuid: newMeetingUuid(),
    startedAt: at.toISOString(),
    endedAt: null,
    attendances: [],
    waitingRoom: [],
    unlisted: false,
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
  for (const early of waiting) {
    const person = withNewUserId(context, early);
    if (needsWaitingRoom(meeting)) {
      emitJoinBeforeHostEvent(context, "meeting.participant_jbh_waiting_left", {
        meeting,
        person: early,
        at,
      });
      enterWaitingRoom(context, { meeting, instance, person, at });
    } else {
      emitJoinBeforeHostEvent(context, "meeting.participant_jbh_joined", { meeting, person: early, at });
      recordJoin(context, meeting, instance, person, at);
    }
  }
}

/** Puts a person in the room; the first one starts a new instance of the meeting. */
export function enterRoom(context: SandboxContext, meeting: Meeting, person: Person, at: Date): Attendance {
  const instance = meeting.live ?? openInstance(context, meeting, at);
  const attendance = recordJoin(context, meeting, instance, person, at);
  if (person.role === "host") releaseWaitingForHost(context, meeting, instance, at);
  context.scheduleSave();
  return attendance;
}

type Stay = { meeting: Meeting; instance: Instance; attendance: Attendance; at: Date };

/** The past keeps the person as they were known in the room; only the delivery shows `leavesAs`. */
export function leaveRoom(
  context: SandboxContext,
  { meeting, instance, attendance, at }: Stay,
  leaveReason: string,
): void {
  attendance.leftAt = at.toISOString();
  const person = { ...attendance, ...attendance.leavesAs };
  emitPersonEvent(context, "meeting.participant_left", { meeting, instance, person, at, leaveReason });
}

/** Everyone leaves, then the meeting ends. Does nothing when it is not running. */
export function endMeeting(context: SandboxContext, meeting: Meeting, at: Date): void {
  const instance = meeting.live;
  if (!instance) return;
  for (const attendance of peopleInRoom(meeting))
    leaveRoom(context, { meeting, instance, attendance, at }, "Host ended the meeting.");
  for (const person of peopleInWaitingRoom(meeting))
    leaveWaitingRoom(context, { meeting, instance, person, at }, "meeting.participant_left_waiting_room");
  instance.endedAt = at.toISOString();
  meeting.past.push(instance);
  meeting.live = null;
  context.scheduleSave();
  emitMeetingEnded(context, meeting, instance, at);
}

/**
 * A person leaves the room or a waiting room; the last one out of the room ends the meeting.
 * `as` adds to the differences that their `left` delivery shows. False: no such person.
 */
export function leave(
  context: SandboxContext,
  meeting: Meeting,
  userId: string,
  { at, as = {} }: { at: Date; as?: Partial<Identity> },
): boolean {
  context.scheduleSave();
  const early = personAmong(meeting.waitingForHost, userId);
  if (early) {
    meeting.waitingForHost = meeting.waitingForHost.filter((person) => person !== early);
    const person = { ...early, ...early.leavesAs, ...as };
    emitJoinBeforeHostEvent(context, "meeting.participant_jbh_waiting_left", { meeting, person, at });
    return true;
  }
  const instance = meeting.live;
  if (!instance) return false;
  const waiting = personAmong(peopleInWaitingRoom(meeting), userId);
  if (waiting) {
    waiting.leavesAs = { ...waiting.leavesAs, ...as };
    leaveWaitingRoom(
      context,
      { meeting, instance, person: waiting, at },
      "meeting.participant_left_waiting_room",
    );
    return true;
  }
  const attendance = personAmong(peopleInRoom(meeting), userId);
  if (!attendance) return false;
  attendance.leavesAs = { ...attendance.leavesAs, ...as };
  leaveRoom(context, { meeting, instance, attendance, at }, "left the meeting.");
  if (peopleInRoom(meeting).length === 0) endMeeting(context, meeting, at);
  return true;
}
