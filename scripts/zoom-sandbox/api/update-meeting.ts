import { isDeepStrictEqual } from "node:util";
import type { Meeting, World } from "../state.ts";
import { emitMeetingUpdated } from "../webhooks/events.ts";
import { newEncryptedPasscode } from "../zoom-formats.ts";
import { type MeetingInput, toUtcStartTime } from "./meeting-input.ts";
import { joinUrlOf } from "./meeting-response.ts";
import { toFullSettings } from "./meeting-settings.ts";

type Fields = Record<string, unknown>;

function visibleFields(world: World, meeting: Meeting): Fields {
  return {
    topic: meeting.topic,
    type: meeting.type,
    start_time: meeting.startTime,
    duration: meeting.duration,
    timezone: meeting.timezone,
    agenda: meeting.agenda ?? "",
    password: meeting.password,
    join_url: joinUrlOf(world.url, meeting),
  };
}

function differences(before: Fields, after: Fields): { before: Fields; changed: Fields } {
  const keys = Object.keys(after).filter((key) => !isDeepStrictEqual(before[key], after[key]));
  const pick = (from: Fields) => Object.fromEntries(keys.map((key) => [key, from[key]]));
  return { before: pick(before), changed: pick(after) };
}

function newStartTime(meeting: Meeting, input: MeetingInput, now: Date): string | null {
  if (input.start_time === undefined) return meeting.startTime;
  const wanted = toUtcStartTime(input.start_time, input.timezone ?? meeting.timezone);
  // Zoom ignores a start in the past here, without an error.
  return Date.parse(wanted) > now.getTime() ? wanted : meeting.startTime;
}

/** Changes what `input` names, keeps the rest, and tells the webhook what became different. */
export function updateMeeting(world: World, meeting: Meeting, input: MeetingInput): void {
  const before = visibleFields(world, meeting);
  const settingsBefore = toFullSettings(meeting.settings);
  meeting.startTime = newStartTime(meeting, input, world.now());
  meeting.topic = input.topic ?? meeting.topic;
  meeting.type = input.type ?? meeting.type;
  meeting.duration = input.duration ?? meeting.duration;
  meeting.timezone = input.timezone ?? meeting.timezone;
  meeting.agenda = input.agenda ?? meeting.agenda;
  meeting.recurrence = input.recurrence ?? meeting.recurrence;
  meeting.trackingFields = input.tracking_fields ?? meeting.trackingFields;
  meeting.settings = { ...meeting.settings, ...input.settings };
  if (input.password !== undefined && input.password !== meeting.password) {
    meeting.password = input.password;
    meeting.encryptedPassword = newEncryptedPasscode();
  }
  world.changed();

  const fields = differences(before, visibleFields(world, meeting));
  const settings = differences(settingsBefore, toFullSettings(meeting.settings));
  const hasNewSettings = Object.keys(settings.changed).length > 0;
  if (Object.keys(fields.changed).length === 0 && !hasNewSettings) return;
  emitMeetingUpdated(world, meeting, {
    changed: { ...fields.changed, ...(hasNewSettings ? { settings: settings.changed } : {}) },
    before: { ...fields.before, ...(hasNewSettings ? { settings: settings.before } : {}) },
  });
}
