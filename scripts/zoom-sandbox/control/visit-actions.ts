import type { Person } from "../meeting.ts";
import { admit } from "../visits/admit.ts";
import { arrive } from "../visits/arrive.ts";
import { endMeeting } from "../visits/end-meeting.ts";
import { enterRoom, enterWaitingRoom } from "../visits/enter-room.ts";
import { leave } from "../visits/leave.ts";
import { newHost, newParticipant } from "../visits/new-person.ts";
import { hostInRoom } from "../visits/presence.ts";
import type { World } from "../world.ts";
import { ControlError } from "./control-error.ts";
import type { ControlInput } from "./control-inputs.ts";
import { knownMeeting } from "./known-meeting.ts";

export type JoinedPerson = { userId: string; participantUuid: string };

function toJoined({ userId, participantUuid }: Person): JoinedPerson {
  return { userId, participantUuid };
}

function nobody(userId: string): ControlError {
  return new ControlError(`Nobody with user id ${userId} is there`);
}

/** People's comings and goings, without a browser; `at` backdates what the events say. */
export function createVisitActions(world: World) {
  const timeOf = (at: string | undefined) => (at === undefined ? world.now() : new Date(at));

  return {
    start({ meetingId, at }: ControlInput<"start">): JoinedPerson & { uuid: string } {
      const meeting = knownMeeting(world, meetingId);
      const name = meeting.hostEmail.split("@")[0] ?? "Host";
      const host =
        hostInRoom(meeting) ?? enterRoom(world, meeting, newHost(world, meeting, name), timeOf(at));
      return { ...toJoined(host), uuid: meeting.uuid };
    },
    join({ meetingId, name, email, as, at }: ControlInput<"join">): JoinedPerson {
      const meeting = knownMeeting(world, meetingId);
      const person =
        as === "host" ? newHost(world, meeting, name) : newParticipant(world, meeting, { name, email });
      return toJoined(enterRoom(world, meeting, person, timeOf(at)));
    },
    arrive({ meetingId, at, ...guest }: ControlInput<"arrive">): JoinedPerson {
      return toJoined(arrive(world, knownMeeting(world, meetingId), guest, timeOf(at)));
    },
    "waiting-room"({ meetingId, at, ...guest }: ControlInput<"waiting-room">): JoinedPerson {
      const meeting = knownMeeting(world, meetingId);
      if (!meeting.live) throw new ControlError(`Meeting ${meetingId} is not running`);
      const person = newParticipant(world, meeting, guest);
      enterWaitingRoom(world, meeting, meeting.live, person, timeOf(at));
      return toJoined(person);
    },
    admit({ meetingId, userId, at }: ControlInput<"admit">): JoinedPerson {
      const person = admit(world, knownMeeting(world, meetingId), userId, timeOf(at));
      if (!person) throw nobody(userId);
      return toJoined(person);
    },
    leave({ meetingId, userId, at }: ControlInput<"leave">): void {
      if (!leave(world, knownMeeting(world, meetingId), userId, timeOf(at))) throw nobody(userId);
    },
    end({ meetingId, at }: ControlInput<"end">): void {
      const meeting = knownMeeting(world, meetingId);
      if (!meeting.live) throw new ControlError(`Meeting ${meetingId} is not running`);
      endMeeting(world, meeting, timeOf(at));
    },
  };
}
