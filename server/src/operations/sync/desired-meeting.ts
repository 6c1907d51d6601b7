import type { MeetingRow } from "@patientcare/zoom-db";
import type { Encryption } from "../../encryption.ts";
import type { MeetingPatch } from "../../zoom/meeting-request.ts";
import type { MeetingSettings } from "../../zoom/meeting-settings.ts";
import type { ZoomMeeting } from "../../zoom/zoom-meeting.ts";

/** The settings of every visit; what Zoom turns back is a matter for the account's owner. */
const settings = {
  waiting_room: true,
  join_before_host: false,
  meeting_authentication: false,
  approval_type: 2,
  auto_recording: "none",
  auto_start_meeting_summary: false,
  auto_start_ai_companion_questions: false,
  continuous_meeting_chat: { enable: false },
  email_notification: false,
  alternative_hosts_email_notification: false,
  audio: "both",
  encryption_type: "enhanced_encryption",
} as const satisfies Required<MeetingSettings>;

export type SettingName = keyof typeof settings;

const settingNames = Object.keys(settings) as SettingName[];

/** Nothing about the visit but its time: the caller's topic stays with us. */
const topicAtZoom = (marker: string) => `Online visit · ${marker}`;

/** The whole request to Zoom, but for settings `without`. A start that has passed is left out: Zoom would take it for "now". */
export function desiredMeeting(
  row: Pick<MeetingRow, "marker" | "start_time" | "duration" | "timezone">,
  password: string,
  now: Date,
  { without = [] }: { without?: readonly SettingName[] } = {},
): MeetingPatch & { topic: string } {
  return {
    topic: topicAtZoom(row.marker),
    agenda: row.marker,
    type: 2,
    ...(row.start_time > now && { start_time: wholeSeconds(row.start_time) }),
    duration: row.duration,
    timezone: row.timezone,
    password,
    settings: Object.fromEntries(
      settingNames.filter((name) => !without.includes(name)).map((name) => [name, settings[name]]),
    ),
  };
}

export interface Difference {
  /** Topic, time or passcode differ: the meeting is not the one we want. */
  meeting: boolean;
  /** The settings that differ. */
  settings: SettingName[];
}

export function differenceFrom(
  row: Pick<MeetingRow, "marker" | "start_time" | "duration">,
  password: string | null,
  actual: ZoomMeeting,
  now: Date,
): Difference {
  const startDiffers =
    row.start_time > now &&
    (!actual.startTime ||
      Math.floor(actual.startTime.getTime() / 1000) !== Math.floor(row.start_time.getTime() / 1000));
  return {
    meeting:
      actual.topic !== topicAtZoom(row.marker) ||
      startDiffers ||
      (actual.duration !== undefined && actual.duration !== row.duration) ||
      (password !== null && actual.password !== undefined && actual.password !== password),
    settings: differingSettings(actual.settings),
  };
}

/** A setting that Zoom leaves out does not differ. */
export const differingSettings = (actual: MeetingSettings): SettingName[] =>
  settingNames.filter((name) => {
    const value = settingValue(actual[name]);
    return value !== undefined && value !== settingValue(settings[name]);
  });

const settingValue = (setting: MeetingSettings[SettingName]) =>
  typeof setting === "object" ? setting.enable : setting;

/** The columns stored of a meeting as Zoom described it. */
export function keptOf(
  encryption: Encryption,
  meetingId: string,
  actual: ZoomMeeting,
  password: string | null,
) {
  const place = (column: string) => ({ record: "zoom_meetings", column, id: meetingId });
  const passcode = actual.password ?? password;
  return {
    join_url: encryption.encrypt(place("join_url"), actual.joinUrl),
    password: passcode === null ? null : encryption.encrypt(place("password"), passcode),
  };
}

const wholeSeconds = (at: Date) => at.toISOString().replace(/\.\d{3}Z$/, "Z");
