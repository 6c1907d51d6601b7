import { toFullSettings } from "../api/meeting-settings.ts";
import type { Attendance, Meeting } from "../meeting.ts";

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
