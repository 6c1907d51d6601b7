import { randomUUID } from "node:crypto";
import { toFullSettings } from "../api/meeting-settings.ts";
import type { Attendance, Identity, Meeting, Person, SandboxContext } from "../state.ts";

const userIdStep = 1024;

export type Guest = {
  /** Empty or left out: the person gave no name. Dialled in: Zoom shows the masked number instead. */
  name?: string | undefined;
  email?: string | undefined;
  /** The Zoom user id of a person who is signed in. */
  zoomUserId?: string | undefined;
  /** "" for none, null for a fresh one; left out, a person who rejoins has the one of before. */
  participantUuid?: string | null | undefined;
  phoneNumber?: string | undefined;
  leavesAs?: Partial<Identity> | undefined;
};

export function withNewUserId(context: SandboxContext, person: Person): Person {
  context.state.nextUserId += userIdStep;
  context.scheduleSave();
  const earlierUserIds = [...person.earlierUserIds, person.userId].filter((userId) => userId !== "");
  return { ...person, userId: String(context.state.nextUserId), earlierUserIds };
}

/** A person who rejoins has the participant uuid of before, but a new user id. */
function uuidOfRejoin(meeting: Meeting, { name, email }: { name: string; email: string }) {
  const attendances = meeting.live?.attendances ?? [];
  const earlier = attendances.findLast((each) => each.name === name && each.email === email);
  const isStillThere = attendances.some(
    ({ participantUuid, leftAt }) => participantUuid === earlier?.participantUuid && leftAt === null,
  );
  return isStillThere ? null : (earlier?.participantUuid ?? null);
}

const maskedNumber = (phoneNumber: string) => `${phoneNumber.slice(0, 4)}***${phoneNumber.slice(-4)}`;

/** People who dialled in leave under another name than they came with. */
function phoneNameAtLeaving(meeting: Meeting): string {
  const callers = meeting.live?.attendances.filter(({ phoneNumber }) => phoneNumber !== null) ?? [];
  return `Call-In User_${callers.length + 1}`;
}

export function newParticipant(context: SandboxContext, meeting: Meeting, guest: Guest): Person {
  const phoneNumber = guest.phoneNumber ?? null;
  const name = guest.name ?? (phoneNumber === null ? "" : maskedNumber(phoneNumber));
  const email = guest.email ?? "";
  const uuid =
    guest.participantUuid === undefined ? uuidOfRejoin(meeting, { name, email }) : guest.participantUuid;
  const phoneLeavesAs = phoneNumber === null ? {} : { name: phoneNameAtLeaving(meeting) };
  return withNewUserId(context, {
    userId: "",
    earlierUserIds: [],
    participantUuid: uuid ?? randomUUID().toUpperCase(),
    name,
    email,
    zoomUserId: guest.zoomUserId ?? "",
    phoneNumber,
    leavesAs: { ...phoneLeavesAs, ...guest.leavesAs },
    role: "participant",
  });
}

export function newHost(context: SandboxContext, meeting: Meeting, guest: Guest): Person {
  const host = { email: meeting.hostEmail, zoomUserId: meeting.hostId, ...guest };
  return { ...newParticipant(context, meeting, host), role: "host" };
}

export function hostNameOf({ hostEmail }: Meeting): string {
  return hostEmail.split("@")[0] ?? "Host";
}

export function peopleInRoom(meeting: Meeting): Attendance[] {
  return meeting.live?.attendances.filter(({ leftAt }) => leftAt === null) ?? [];
}

export function peopleInWaitingRoom(meeting: Meeting): Attendance[] {
  return meeting.live?.waitingRoom.filter(({ leftAt }) => leftAt === null) ?? [];
}

export function hostInRoom(meeting: Meeting): Attendance | undefined {
  return peopleInRoom(meeting).find(({ role }) => role === "host");
}

/** The person with this user id, of now or of the wait that led here. */
export function personAmong<P extends Person>(people: P[], userId: string): P | undefined {
  return people.find((person) => person.userId === userId || person.earlierUserIds.includes(userId));
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
