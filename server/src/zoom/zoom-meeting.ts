import { z } from "zod";
import { instant, optional, text, zoomMeetingId } from "./answer-fields.ts";
import { MeetingSettings } from "./meeting-settings.ts";
import { describeForeignLink, isZoomUrl, type LinkHosts } from "./zoom-url.ts";

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
  settings: MeetingSettings;
};

/** The answer to creating or getting a meeting; a link to anywhere but Zoom makes it unreadable. */
export function zoomMeetingAnswer(hosts: LinkHosts): z.ZodType<ZoomMeeting> {
  const link = z
    .string()
    .refine((url) => isZoomUrl(url, hosts), { error: ({ input }) => describeForeignLink(String(input)) });
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
      settings: MeetingSettings.catch({}),
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
