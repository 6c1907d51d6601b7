export type Person = {
  /** New for every join, a numeric string as in Zoom's events. */
  userId: string;
  participantUuid: string;
  name: string;
  /** Empty for people who are not signed in. */
  email: string;
  /** Zoom user id when signed in, otherwise empty. */
  zoomUserId: string;
  role: "host" | "participant";
};

export type Attendance = Person & { joinedAt: string; leftAt: string | null };

export type Instance = {
  uuid: string;
  startedAt: string;
  endedAt: string | null;
  attendances: Attendance[];
  waitingRoom: Person[];
};

export type MeetingSettings = Record<string, unknown>;

export type Meeting = {
  id: string;
  uuid: string;
  hostEmail: string;
  hostId: string;
  topic: string;
  type: number;
  startTime: string | null;
  duration: number;
  timezone: string;
  agenda: string | null;
  /** Empty when the meeting has no passcode. */
  password: string;
  encryptedPassword: string;
  pstnPassword: string;
  /** Only what callers asked for; defaults are filled in when it is read. */
  settings: MeetingSettings;
  recurrence: Record<string, unknown> | null;
  trackingFields: Record<string, unknown>[];
  preSchedule: boolean;
  createdAt: string;
  deletedAt: string | null;
  /** Epoch milliseconds from which the host's list shows the meeting. */
  listedFrom: number;
  waitingForHost: Person[];
  live: Instance | null;
  past: Instance[];
};
