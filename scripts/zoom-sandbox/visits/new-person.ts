import { randomUUID } from "node:crypto";
import type { Meeting, Person } from "../meeting.ts";
import type { World } from "../world.ts";

const userIdStep = 1024;

export type Guest = { name: string; email?: string | undefined };

function nextUserId(world: World): string {
  world.state.nextUserId += userIdStep;
  world.changed();
  return String(world.state.nextUserId);
}

/** Someone who comes back keeps the participant uuid, yet gets a new user id. */
function knownUuid(meeting: Meeting, { name, email = "" }: Guest): string | undefined {
  const attendances = meeting.live?.attendances ?? [];
  const earlier = attendances.findLast((each) => each.name === name && each.email === email);
  const isStillThere = attendances.some(
    ({ participantUuid, leftAt }) => participantUuid === earlier?.participantUuid && leftAt === null,
  );
  return isStillThere ? undefined : earlier?.participantUuid;
}

export function newParticipant(world: World, meeting: Meeting, guest: Guest): Person {
  return {
    userId: nextUserId(world),
    participantUuid: knownUuid(meeting, guest) ?? randomUUID().toUpperCase(),
    name: guest.name,
    email: guest.email ?? "",
    zoomUserId: "",
    role: "participant",
  };
}

export function newHost(world: World, meeting: Meeting, name: string): Person {
  return {
    ...newParticipant(world, meeting, { name, email: meeting.hostEmail }),
    zoomUserId: meeting.hostId,
    role: "host",
  };
}

export function withNewUserId(world: World, person: Person): Person {
  return { ...person, userId: nextUserId(world) };
}
