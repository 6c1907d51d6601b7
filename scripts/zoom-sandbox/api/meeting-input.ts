import { z } from "zod";

const flag = z.boolean().optional();
const text = z.string().optional();
const anything = z.unknown().optional();

const settings = z.object({
  host_video: flag,
  participant_video: flag,
  join_before_host: flag,
  jbh_time: z.literal([0, 5, 10, 15]).optional(),
  mute_upon_entry: flag,
  watermark: flag,
  use_pmi: flag,
  approval_type: z.literal([0, 1, 2]).optional(),
  registration_type: z.literal([1, 2, 3]).optional(),
  audio: z.enum(["both", "telephony", "voip", "thirdParty"]).optional(),
  audio_conference_info: z.string().max(2048).optional(),
  auto_recording: z.enum(["local", "cloud", "none"]).optional(),
  alternative_hosts: text,
  alternative_hosts_email_notification: flag,
  alternative_host_update_polls: flag,
  alternative_host_manage_meeting_summary: flag,
  alternative_host_manage_cloud_recording: flag,
  close_registration: flag,
  contact_email: text,
  contact_name: text,
  email_notification: flag,
  encryption_type: z.enum(["enhanced_encryption", "e2ee"]).optional(),
  focus_mode: flag,
  global_dial_in_countries: z.array(z.string()).optional(),
  meeting_authentication: flag,
  meeting_invitees: z.array(z.object({ email: z.email() })).optional(),
  private_meeting: flag,
  registrants_confirmation_email: flag,
  registrants_email_notification: flag,
  show_share_button: flag,
  show_join_info: flag,
  allow_multiple_devices: flag,
  waiting_room: flag,
  waiting_room_options: z
    .object({
      mode: z.enum(["follow_setting", "custom"]),
      who_goes_to_waiting_room: z
        .enum([
          "everyone",
          "users_not_in_account",
          "users_not_in_account_or_whitelisted_domains",
          "users_not_on_invite",
        ])
        .optional(),
    })
    .refine(
      ({ mode, who_goes_to_waiting_room }) => mode !== "custom" || who_goes_to_waiting_room !== undefined,
      { path: ["who_goes_to_waiting_room"] },
    )
    .optional(),
  host_save_video_order: flag,
  internal_meeting: flag,
  participant_focused_meeting: flag,
  push_change_to_calendar: flag,
  auto_start_meeting_summary: flag,
  who_will_receive_summary: z.literal([1, 2, 3, 4]).optional(),
  auto_start_ai_companion_questions: flag,
  who_can_ask_questions: z.literal([1, 2, 3, 4, 5]).optional(),
  device_testing: flag,
  request_permission_to_unmute_participants: flag,
  allow_host_control_participant_mute_state: flag,
  disable_participant_video: flag,
  email_in_attendee_report: flag,
  approved_or_denied_countries_or_regions: anything,
  breakout_room: anything,
  continuous_meeting_chat: anything,
  language_interpretation: anything,
  sign_language_interpretation: anything,
  question_and_answer: anything,
  resources: anything,
});

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const isZoomTime = (value: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/.test(value) && !Number.isNaN(Date.parse(value));

/** The body of create and update: Zoom's limits, and unknown fields quietly left out. */
export const MeetingInput = z.object({
  topic: z.string().max(200).optional(),
  type: z.literal([1, 2, 3, 8, 10]).optional(),
  start_time: z.string().refine(isZoomTime).optional(),
  duration: z.number().min(1).max(1440).optional(),
  timezone: z.string().refine(isTimezone).optional(),
  password: z
    .string()
    .max(10)
    .regex(/^[A-Za-z0-9@\-_*!#]*$/)
    .optional(),
  default_password: flag,
  agenda: z.string().max(2000).optional(),
  pre_schedule: flag,
  schedule_for: text,
  recurrence: z.looseObject({ type: z.literal([1, 2, 3]) }).optional(),
  tracking_fields: z.array(z.looseObject({ field: z.string(), value: text })).optional(),
  settings: settings.optional(),
});

export type MeetingInput = z.infer<typeof MeetingInput>;
