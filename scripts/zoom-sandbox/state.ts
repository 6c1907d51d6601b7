import type { Meeting, MeetingSettings } from "./meeting.ts";

export type UserState = "licensed" | "basic" | "unlicensed" | "unknown" | "not-in-account";

export type RateLabel = "light" | "medium" | "heavy";

export type PlanName = "free" | "pro" | "business" | "unlimited";

export type LabelLimit = { perSecond: number | null; perDay: number | null };

export type FaultKind =
  | "status"
  | "delay"
  | "hang"
  | "drop-after-commit"
  | "late-commit"
  | "html"
  | "reset"
  | "settings-turned-back";

export type Fault = {
  /** `path` is a regular expression over the pathname; `host` is the host's e-mail. */
  match: { method?: string; path?: string; host?: string };
  /** How many calls it strikes; -1 for ever. */
  times: number;
  kind: FaultKind;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  delayMs?: number;
  settings?: MeetingSettings;
};

type AccessToken = { expiresAt: number; scopes: string[] | null };

type DeliveryStatus = "waiting" | "delivered" | "refused" | "given-up" | "dropped";

export type Delivery = {
  id: string;
  event: string;
  /** Empty when the event is about no meeting. */
  meetingId: string;
  body: string;
  status: DeliveryStatus;
  /** Sandbox clock, epoch milliseconds; status 0 means no answer arrived. */
  tries: { at: number; status: number }[];
};

export type SandboxState = {
  clockOffsetMs: number;
  timeScale: number;
  zakSecret: string;
  nextUserId: number;
  tokens: Record<string, AccessToken>;
  scopes: string[] | null;
  newTokenRevokesOld: boolean;
  users: Record<string, { email: string; state: UserState }>;
  meetings: Record<string, Meeting>;
  /** Key: host user id and UTC day. */
  hostDailyUse: Record<string, number>;
  labelDailyUse: Record<string, number>;
  plan: PlanName;
  planOverrides: Partial<Record<RateLabel, Partial<LabelLimit>>>;
  listLagMs: number;
  participantsLagMs: number;
  outage: boolean;
  faults: Fault[];
  webhookUrl: string | null;
  webhookFailedValidations: number;
  deliveriesPaused: boolean;
  deliveriesDropped: boolean;
  pendingDeliveries: Delivery[];
};
