import { isDeepStrictEqual } from "node:util";
import type { Meeting, SandboxContext } from "../state.ts";
import { emitMeetingUpdated } from "../webhooks/events.ts";
import { newEncryptedPasscode } from "../zoom-formats.ts";
import { turnedBackSettings } from "./locked-settings.ts";
import { type MeetingInput, toUtcStartTime } from "./meeting-input.ts";
import { joinUrlOf } from "./meeting-response.ts";
import { toFullSettings } from "./meeting-settings.ts";

type Fields = Record<string, unknown>;

function visibleFields(context: SandboxContext, meeting: Meeting): Fields {
  return {
    topic: meeting.topic,
    type: meeting.type,
    start_time: meeting.startTime,
    duration: meeting.duration,
    timezone: meeting.timezone,
    agenda: meeting.agenda ?? "",
    password: meeting.password,
    join_url: joinUrlOf(context.url, meeting),
  };
}

function differences(before: Fields, after: Fields): { before: Fields; changed: Fields } {
  const keys = Object.keys(after).filter((key) => !isDeepStrictEqual(before[key], after[key]));
  const pick = (from: Fields) => Object.fromEntries(keys.map((key) => [key, from[key]]));
  return { before: pick(before), changed: pick(after) };
}

function updatedStartTime(meeting: Meeting, input: MeetingInput, now: Date): string | null {
  if (input.start_time === undefined) return meeting.startTime;
  const requested = toUtcStartTime(input.start_time, input.timezone ?? meeting.timezone);
  // Zoom ignores a start in the past here, without an error.
  return Date.parse(requested) > now.getTime() ? requested : meeting.startTime;
}

/**
 * Changes the fields that `input` names; the event holds only the fields whose value differs, and every
 * locked setting that the caller tried to change: Zoom announces such an update although nothing came of it.
 */
export function updateMeeting(context: SandboxContext, meeting: Meeting, input: MeetingInput): void {
  const before = visibleFields(context, meeting);
  const settingsBefore = toFullSettings(meeting.settings);
  meeting.startTime = updatedStartTime(meeting, input, context.now());
  meeting.topic = input.topic ?? meeting.topic;
  meeting.type = input.type ?? meeting.type;
  meeting.duration = input.duration ?? meeting.duration;
  meeting.timezone = input.timezone ?? meeting.timezone;
  meeting.agenda = input.agenda ?? meeting.agenda;
  meeting.recurrence = input.recurrence ?? meeting.recurrence;
  meeting.trackingFields = input.tracking_fields ?? meeting.trackingFields;
  const turnedBack = turnedBackSettings(context, meeting.hostEmail, input.settings ?? {});
  meeting.settings = { ...meeting.settings, ...input.settings, ...turnedBack };
  if (input.password !== undefined && input.password !== meeting.password) {
    meeting.password = input.password;
    meeting.encryptedPassword = newEncryptedPasscode();
  }
  context.scheduleSave();

  const fields = differences(before, visibleFields(context, meeting));
  const settings = differences(settingsBefore, toFullSettings(meeting.settings));
  Object.assign(settings.changed, turnedBack);
  const hasNewSettings = Object.keys(settings.changed).length > 0;
  if (Object.keys(fields.changed).length === 0 && !hasNewSettings) return;
  emitMeetingUpdated(context, meeting, {
    changed: { ...fields.changed, ...(hasNewSettings ? { settings: settings.changed } : {}) },
    before: { ...fields.before, ...(hasNewSettings ? { settings: settings.before } : {}) },
  });
}
