import { findMeeting } from "../api/meeting-response.ts";
import type { Meeting, Person, SandboxContext } from "../state.ts";
import { endMeeting, enterRoom, leave } from "../visits/attendance.ts";
import { admit, arrive, bind, latestStay, putInWaitingRoom, rename } from "../visits/moves.ts";
import { hostInRoom, hostNameOf, newHost, newParticipant } from "../visits/people.ts";
import { enterWaitingRoom } from "../visits/waiting-room.ts";
import { ControlError, type ControlInput, type JoinedPerson } from "./contract.ts";

function toJoined({ userId, participantUuid }: Person): JoinedPerson {
  return { userId, participantUuid };
}

/** The outcome of a visit's step; an empty one means that the person is not where the step looks for them. */
function found<T>(outcome: T | null | undefined | false, userId: string): T {
  if (!outcome) throw new ControlError(`No person with user id ${userId} is in this meeting`);
  return outcome;
}

function notRunning(meetingId: string): ControlError {
  return new ControlError(`Meeting ${meetingId} is not running: start it first`);
}

/** People join and leave without a browser; `at` backdates the events. */
export function createVisitActions(context: SandboxContext) {
  const timeOf = (at: string | undefined) => (at === undefined ? context.now() : new Date(at));
  const meetingOf = ({ meetingId }: { meetingId: string }): Meeting => findMeeting(context, meetingId);

  return {
    start({ meetingId, at }: ControlInput<"start">): JoinedPerson & { uuid: string } {
      const meeting = findMeeting(context, meetingId);
      const host =
        hostInRoom(meeting) ??
        enterRoom(context, meeting, newHost(context, meeting, { name: hostNameOf(meeting) }), timeOf(at));
      return { ...toJoined(host), uuid: meeting.uuid };
    },
    join({ meetingId, as, at, ...guest }: ControlInput<"join">): JoinedPerson {
      const meeting = findMeeting(context, meetingId);
      const person = (as === "host" ? newHost : newParticipant)(context, meeting, guest);
      return toJoined(enterRoom(context, meeting, person, timeOf(at)));
    },
    arrive({ meetingId, at, ...guest }: ControlInput<"arrive">): JoinedPerson {
      return toJoined(arrive(context, findMeeting(context, meetingId), guest, timeOf(at)));
    },
    rejoin({ meetingId, userId, at, ...changes }: ControlInput<"rejoin">): JoinedPerson {
      const meeting = findMeeting(context, meetingId);
      const { name, email, zoomUserId, participantUuid, phoneNumber, role } = found(
        latestStay(meeting, userId),
        userId,
      );
      const guest = { name, email, zoomUserId, participantUuid, phoneNumber: phoneNumber ?? undefined };
      const person = newParticipant(context, meeting, { ...guest, ...changes });
      return toJoined(enterRoom(context, meeting, { ...person, role }, timeOf(at)));
    },
    "waiting-room"({ meetingId, at, ...guest }: ControlInput<"waiting-room">): JoinedPerson {
      const meeting = findMeeting(context, meetingId);
      const instance = meeting.live;
      if (!instance) throw notRunning(meetingId);
      const person = newParticipant(context, meeting, guest);
      return toJoined(enterWaitingRoom(context, { meeting, instance, person, at: timeOf(at) }));
    },
    "put-in-waiting-room"({
      userId,
      sendsLeft,
      ...input
    }: ControlInput<"put-in-waiting-room">): JoinedPerson {
      const options = { at: timeOf(input.at), sendsLeft };
      return toJoined(found(putInWaitingRoom(context, meetingOf(input), userId, options), userId));
    },
    admit({ userId, at, ...input }: ControlInput<"admit">): JoinedPerson {
      return toJoined(found(admit(context, meetingOf(input), userId, timeOf(at)), userId));
    },
    rename({ userId, name, ...input }: ControlInput<"rename">): void {
      found(rename(context, meetingOf(input), userId, name), userId);
    },
    bind({ phoneUserId, userId, at, ...input }: ControlInput<"bind">): void {
      const people = { phoneUserId, userId, at: timeOf(at) };
      found(bind(context, meetingOf(input), people), `${phoneUserId} or ${userId}`);
    },
    leave({ userId, at, as, ...input }: ControlInput<"leave">): void {
      found(leave(context, meetingOf(input), userId, { at: timeOf(at), as }), userId);
    },
    end({ meetingId, at }: ControlInput<"end">): void {
      const meeting = findMeeting(context, meetingId);
      if (!meeting.live) throw notRunning(meetingId);
      endMeeting(context, meeting, timeOf(at));
    },
    "set-end-delay"({ milliseconds, ...input }: ControlInput<"set-end-delay">): void {
      meetingOf(input).endDelayMs = milliseconds;
    },
    "list-session"({ meetingId, uuid, listed }: ControlInput<"list-session">): void {
      const meeting = findMeeting(context, meetingId);
      const sessions = [...meeting.past, ...(meeting.live ? [meeting.live] : [])];
      const session = sessions.findLast((each) => uuid === undefined || each.uuid === uuid);
      if (!session) throw new ControlError(`Meeting ${meetingId} had no session ${uuid ?? "yet"}`);
      session.unlisted = !listed;
    },
  };
}
