import type { MeetingSettings } from "./meeting-settings.ts";

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
  settings?: MeetingSettings;
};

export type NewMeeting = MeetingPatch & { topic: string; default_password?: boolean };
