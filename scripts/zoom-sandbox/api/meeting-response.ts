import { isoSeconds } from "../iso-seconds.ts";
import type { Meeting } from "../meeting.ts";
import type { World } from "../world.ts";
import { joinUrlOf } from "./join-url.ts";
import { toFullSettings } from "./meeting-settings.ts";
import { newStartToken } from "./start-token.ts";

/** The answer of create and get, its fields in the order Zoom sends them. */
export async function toMeetingResponse(world: World, meeting: Meeting): Promise<Record<string, unknown>> {
  return {
    uuid: meeting.uuid,
    id: Number(meeting.id),
    host_id: meeting.hostId,
    host_email: meeting.hostEmail,
    topic: meeting.topic,
    type: meeting.type,
    status: meeting.live ? "started" : "waiting",
    ...(meeting.startTime === null ? {} : { start_time: isoSeconds(meeting.startTime) }),
    duration: meeting.duration,
    timezone: meeting.timezone,
    ...(meeting.agenda === null ? {} : { agenda: meeting.agenda }),
    created_at: isoSeconds(meeting.createdAt),
    start_url: `${world.url}/s/${meeting.id}?zak=${await newStartToken(world, meeting)}`,
    join_url: joinUrlOf(world.url, meeting),
    ...(meeting.password === ""
      ? {}
      : {
          password: meeting.password,
          h323_password: meeting.pstnPassword,
          pstn_password: meeting.pstnPassword,
          encrypted_password: meeting.encryptedPassword,
        }),
    ...(meeting.recurrence === null ? {} : { recurrence: meeting.recurrence }),
    ...(meeting.trackingFields.length === 0 ? {} : { tracking_fields: meeting.trackingFields }),
    settings: toFullSettings(meeting.settings),
    creation_source: "open_api",
    pre_schedule: meeting.preSchedule,
  };
}
