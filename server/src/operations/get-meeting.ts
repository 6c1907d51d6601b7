import { findMeeting, findMeetingByAppointment } from "@patientcare/zoom-db";
import type { Meeting, MeetingByAppointment, MeetingById } from "../contract/meetings.ts";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import { viewMeeting } from "./meeting-view.ts";
import { recordAccess } from "./record-access.ts";
import { requireMeeting } from "./require-meeting.ts";

export async function getMeeting(deps: Deps, actor: Actor, input: MeetingById): Promise<Meeting> {
  const row = requireMeeting(deps, actor, "meetings.get", await findMeeting(deps.db, input.meetingId));
  await recordAccess(deps, deps.db, { action: "meetings.get", refusedFor: null, actor, meetingId: row.id });
  return viewMeeting(deps, row);
}

export async function getMeetingByAppointment(
  deps: Deps,
  actor: Actor,
  input: MeetingByAppointment,
): Promise<Meeting> {
  const action = "meetings.getByAppointment";
  const found = await findMeetingByAppointment(deps.db, input.appointmentId);
  const row = requireMeeting(deps, actor, action, found);
  await recordAccess(deps, deps.db, { action, refusedFor: null, actor, meetingId: row.id });
  return viewMeeting(deps, row);
}
