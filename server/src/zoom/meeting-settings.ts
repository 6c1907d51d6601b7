import { z } from "zod";
import { optional, text } from "./answer-fields.ts";

const flag = optional(z.boolean());

/** The settings that we send and read back, in Zoom's own terms. */
export const MeetingSettings = z.object({
  waiting_room: flag,
  join_before_host: flag,
  meeting_authentication: flag,
  approval_type: optional(z.number()),
  auto_recording: optional(text),
  auto_start_meeting_summary: flag,
  auto_start_ai_companion_questions: flag,
  continuous_meeting_chat: optional(z.object({ enable: flag })),
  email_notification: flag,
  alternative_hosts_email_notification: flag,
  audio: optional(text),
  encryption_type: optional(text),
});

export type MeetingSettings = z.output<typeof MeetingSettings>;
