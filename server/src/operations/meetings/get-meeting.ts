import type { Meeting, MeetingByAppointment, MeetingById } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { readMeeting } from "./read-meeting.ts";
import { viewMeeting } from "./view-meeting.ts";

export async function getMeeting(deps: Deps, actor: Actor, input: MeetingById): Promise<Meeting> {
  return viewMeeting(deps, actor, await readMeeting(deps, actor, { permission: "meetings.get" }, input));
}

export async function getMeetingByAppointment(
  deps: Deps,
  actor: Actor,
  input: MeetingByAppointment,
): Promise<Meeting> {
  return viewMeeting(
    deps,
    actor,
    await readMeeting(deps, actor, { permission: "meetings.getByAppointment" }, input),
  );
}
