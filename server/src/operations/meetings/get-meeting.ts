import type { Meeting, MeetingByAppointment, MeetingById } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { readMeeting } from "./read-meeting.ts";
import { viewMeeting } from "./view-meeting.ts";

export async function getMeeting(deps: Deps, actor: Actor, input: MeetingById): Promise<Meeting> {
  const reading = { permission: "meetings.get", action: "meetings.get" } as const;
  return viewMeeting(deps, actor, await readMeeting(deps, actor, reading, input));
}

export async function getMeetingByAppointment(
  deps: Deps,
  actor: Actor,
  input: MeetingByAppointment,
): Promise<Meeting> {
  const action = "meetings.getByAppointment";
  return viewMeeting(deps, actor, await readMeeting(deps, actor, { permission: action, action }, input));
}
