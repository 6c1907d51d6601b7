import type { MeetingRow } from "@patientcare/zoom-db";
import type { Encryption } from "../../encryption.ts";
import type { MeetingPatch } from "../../zoom/meeting-request.ts";
import type { ZoomMeeting, ZoomMeetingSettings } from "../../zoom/zoom-meeting.ts";

/** The settings of every visit; what Zoom turns back is a matter for the account's owner. */
const settings = {
  waiting_room: true,
  join_before_host: false,
  meeting_authentication: false,
  approval_type: 2,
  auto_recording: "none",
  email_notification: false,
  alternative_hosts_email_notification: false,
  audio: "both",
  encryption_type: "enhanced_encryption",
} as const satisfies MeetingPatch["settings"];

const expected = {
  waitingRoom: settings.waiting_room,
  joinBeforeHost: settings.join_before_host,
  meetingAuthentication: settings.meeting_authentication,
  approvalType: settings.approval_type,
  autoRecording: settings.auto_recording,
  emailNotification: settings.email_notification,
  alternativeHostsEmailNotification: settings.alternative_hosts_email_notification,
  audio: settings.audio,
  encryptionType: settings.encryption_type,
} as const satisfies Required<ZoomMeetingSettings>;

/** Nothing about the visit but its time: the caller's topic stays with us. */
const topicAtZoom = (marker: string) => `Online visit · ${marker}`;

/** The whole request to Zoom. A start that has passed is left out: Zoom would take it for "now". */
export function desiredMeeting(
  row: Pick<MeetingRow, "marker" | "start_time" | "duration" | "timezone">,
  password: string,
  now: Date,
): MeetingPatch & { topic: string } {
  return {
    topic: topicAtZoom(row.marker),
    agenda: row.marker,
    type: 2,
    ...(row.start_time > now && { start_time: wholeSeconds(row.start_time) }),
    duration: row.duration,
    timezone: row.timezone,
    password,
    settings,
  };
}

export interface Difference {
  /** Topic, time or passcode differ: the meeting is not the one we want. */
  meeting: boolean;
  /** A setting differs. */
  settings: boolean;
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
    settings: settingsDiffer(actual.settings),
  };
}

export const settingsDiffer = (actual: ZoomMeetingSettings): boolean =>
  (Object.keys(expected) as (keyof typeof expected)[]).some(
    (name) => actual[name] !== undefined && actual[name] !== expected[name],
  );

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
