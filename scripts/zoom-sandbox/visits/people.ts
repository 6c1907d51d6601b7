import { randomUUID } from "node:crypto";
import { toFullSettings } from "../api/meeting-settings.ts";
import type { Attendance, Meeting, Person, SandboxContext } from "../state.ts";

const userIdStep = 1024;

export type Guest = { name: string; email?: string | undefined };

function nextUserId(context: SandboxContext): string {
  context.state.nextUserId += userIdStep;
  context.scheduleSave();
  return String(context.state.nextUserId);
}

/** A person who rejoins has the participant uuid of before, but a new user id. */
function uuidOfRejoin(meeting: Meeting, { name, email = "" }: Guest): string | undefined {
  const attendances = meeting.live?.attendances ?? [];
  const earlier = attendances.findLast((each) => each.name === name && each.email === email);
  const isStillThere = attendances.some(
    ({ participantUuid, leftAt }) => participantUuid === earlier?.participantUuid && leftAt === null,
  );
  return isStillThere ? undefined : earlier?.participantUuid;
}

export function newParticipant(context: SandboxContext, meeting: Meeting, guest: Guest): Person {
  return {
    userId: nextUserId(context),
    participantUuid: uuidOfRejoin(meeting, guest) ?? randomUUID().toUpperCase(),
    name: guest.name,
    email: guest.email ?? "",
    zoomUserId: "",
    role: "participant",
  };
}

export function newHost(context: SandboxContext, meeting: Meeting, name: string): Person {
  return {
    ...newParticipant(context, meeting, { name, email: meeting.hostEmail }),
    zoomUserId: meeting.hostId,
    role: "host",
  };
}

export function withNewUserId(context: SandboxContext, person: Person): Person {
  return { ...person, userId: nextUserId(context) };
}

export function peopleInRoom(meeting: Meeting): Attendance[] {
  return meeting.live?.attendances.filter(({ leftAt }) => leftAt === null) ?? [];
}

export function hostInRoom(meeting: Meeting): Attendance | undefined {
  return peopleInRoom(meeting).find(({ role }) => role === "host");
}

export function needsWaitingRoom(meeting: Meeting): boolean {
  return toFullSettings(meeting.settings).waiting_room === true;
}

/** `jbh_time` 0 means any time before the host; otherwise that many minutes before the start. */
export function mayJoinBeforeHost(meeting: Meeting, now: Date): boolean {
  const { join_before_host: allowed, jbh_time: minutes } = toFullSettings(meeting.settings);
  if (allowed !== true) return false;
  if (typeof minutes !== "number" || minutes === 0 || meeting.startTime === null) return true;
  return now.getTime() >= Date.parse(meeting.startTime) - minutes * 60_000;
}
