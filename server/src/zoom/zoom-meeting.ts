import { z } from "zod";
import { instant, optional, text, zoomMeetingId } from "./answer-fields.ts";
import { isZoomUrl } from "./zoom-url.ts";

export type ZoomMeetingSettings = {
  waitingRoom?: boolean;
  joinBeforeHost?: boolean;
  meetingAuthentication?: boolean;
  approvalType?: number;
  autoRecording?: string;
  emailNotification?: boolean;
  alternativeHostsEmailNotification?: boolean;
  audio?: string;
  encryptionType?: string;
};

export type ZoomMeeting = {
  id: string;
  uuid?: string;
  hostId?: string;
  hostEmail?: string;
  topic: string;
  agenda?: string;
  startTime?: Date;
  /** Minutes. */
  duration?: number;
  timezone?: string;
  createdAt?: Date;
  startUrl?: string;
  joinUrl: string;
  password?: string;
  status?: string;
  settings: ZoomMeetingSettings;
};

const Settings = z
  .object({
    waiting_room: optional(z.boolean()),
    join_before_host: optional(z.boolean()),
    meeting_authentication: optional(z.boolean()),
    approval_type: optional(z.number()),
    auto_recording: optional(text),
    email_notification: optional(z.boolean()),
    alternative_hosts_email_notification: optional(z.boolean()),
    audio: optional(text),
    encryption_type: optional(text),
  })
  .transform(
    (settings): ZoomMeetingSettings => ({
      waitingRoom: settings.waiting_room,
      joinBeforeHost: settings.join_before_host,
      meetingAuthentication: settings.meeting_authentication,
      approvalType: settings.approval_type,
      autoRecording: settings.auto_recording,
      emailNotification: settings.email_notification,
      alternativeHostsEmailNotification: settings.alternative_hosts_email_notification,
      audio: settings.audio,
      encryptionType: settings.encryption_type,
    }),
  );

/** The answer to creating or getting a meeting; a link to anywhere but Zoom makes it unreadable. */
export function zoomMeetingAnswer(apiUrl: string): z.ZodType<ZoomMeeting> {
  const link = z.string().refine((url) => isZoomUrl(url, apiUrl));
  return z
    .object({
      id: zoomMeetingId,
      uuid: optional(text),
      host_id: optional(text),
      host_email: optional(text),
      topic: z.string().catch(""),
      agenda: optional(text),
      start_time: optional(instant),
      duration: optional(z.number()),
      timezone: optional(text),
      created_at: optional(instant),
      start_url: link.nullish(),
      join_url: link,
      password: optional(text),
      status: optional(text),
      settings: Settings.catch({}),
    })
    .transform((meeting) => ({
      id: meeting.id,
      uuid: meeting.uuid,
      hostId: meeting.host_id,
      hostEmail: meeting.host_email,
      topic: meeting.topic,
      agenda: meeting.agenda,
      startTime: meeting.start_time,
      duration: meeting.duration,
      timezone: meeting.timezone,
      createdAt: meeting.created_at,
      startUrl: meeting.start_url ?? undefined,
      joinUrl: meeting.join_url,
      password: meeting.password,
      status: meeting.status,
      settings: meeting.settings,
    }));
}
