import { z } from "zod";
import type { MeetingSettings } from "../state.ts";

const flag = z.boolean().optional();
const text = z.string().optional();
const anything = z.unknown().optional();

/** The settings a caller may send; unknown ones are left out without an error. */
export const MeetingSettingsInput = z.object({
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
  continuous_meeting_chat: z
    .object({ enable: flag, auto_add_invited_external_users: flag, auto_add_meeting_participants: flag })
    .optional(),
  language_interpretation: anything,
  sign_language_interpretation: anything,
  question_and_answer: anything,
  resources: anything,
});

const defaultSettings: MeetingSettings = {
  host_video: false,
  participant_video: false,
  cn_meeting: false,
  in_meeting: false,
  join_before_host: false,
  jbh_time: 0,
  mute_upon_entry: false,
  watermark: false,
  use_pmi: false,
  approval_type: 2,
  audio: "both",
  auto_recording: "none",
  enforce_login: false,
  enforce_login_domains: "",
  alternative_hosts: "",
  alternative_host_update_polls: false,
  alternative_host_manage_meeting_summary: false,
  alternative_host_manage_cloud_recording: false,
  close_registration: false,
  show_share_button: false,
  allow_multiple_devices: false,
  registrants_confirmation_email: true,
  waiting_room: false,
  request_permission_to_unmute_participants: false,
  registrants_email_notification: true,
  meeting_authentication: false,
  encryption_type: "enhanced_encryption",
  approved_or_denied_countries_or_regions: { enable: false },
  breakout_room: { enable: false },
  internal_meeting: false,
  continuous_meeting_chat: { enable: false },
  participant_focused_meeting: false,
  push_change_to_calendar: false,
  resources: [],
  auto_start_meeting_summary: false,
  auto_start_ai_companion_questions: false,
  alternative_hosts_email_notification: true,
  show_join_info: false,
  device_testing: false,
  focus_mode: false,
  meeting_invitees: [],
  private_meeting: false,
  email_notification: true,
  host_save_video_order: false,
  sign_language_interpretation: { enable: false },
  email_in_attendee_report: false,
};

/** The settings as Zoom shows them: defaults filled in, and a waiting room rules out joining before the host. */
export function toFullSettings(settings: MeetingSettings): MeetingSettings {
  const full = { ...defaultSettings, ...settings };
  return full.waiting_room === true ? { ...full, join_before_host: false } : full;
}
