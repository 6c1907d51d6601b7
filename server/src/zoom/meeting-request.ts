/** The body of a create or update request, in Zoom's own terms. */
export type MeetingPatch = {
  topic?: string;
  agenda?: string;
  type?: 2;
  /** `yyyy-MM-ddTHH:mm:ssZ`, without fractions or offsets. */
  start_time?: string;
  /** Minutes, 1 to 1440. */
  duration?: number;
  timezone?: string;
  /** At most 10 characters. */
  password?: string;
  settings?: {
    waiting_room?: boolean;
    join_before_host?: boolean;
    meeting_authentication?: boolean;
    approval_type?: 0 | 1 | 2;
    auto_recording?: "local" | "cloud" | "none";
    email_notification?: boolean;
    alternative_hosts_email_notification?: boolean;
    audio?: "both" | "telephony" | "voip" | "thirdParty";
    encryption_type?: "enhanced_encryption" | "e2ee";
  };
};

export type NewMeeting = MeetingPatch & { topic: string; default_password?: boolean };
