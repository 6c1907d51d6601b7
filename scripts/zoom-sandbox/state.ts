import { randomBytes } from "node:crypto";
import type { Fault } from "./faults/fault.ts";
import type { DeliveryFault } from "./webhooks/delivery-fault.ts";

/** The fields of a person that their `left` delivery may show differently; an empty string for a lost one. */
export type Identity = {
  /** Empty when the person gave no name. */
  name: string;
  /** Empty for people who are not signed in. */
  email: string;
  /** Zoom user id when signed in, otherwise empty. */
  zoomUserId: string;
  /** Empty where Zoom names none. */
  participantUuid: string;
};

export type Person = Identity & {
  /** New for every join, a numeric string as in Zoom's events. */
  userId: string;
  /** The ids of this person's earlier waits that led to this stay; controls accept them too. */
  earlierUserIds: string[];
  /** The number that a person dialled in from; null for people who came by app. */
  phoneNumber: string | null;
  /** The differences between the person's other deliveries and the `left` one. */
  leavesAs: Partial<Identity>;
  role: "host" | "participant";
};

export type Attendance = Person & { joinedAt: string; leftAt: string | null };

export type Instance = {
  uuid: string;
  startedAt: string;
  endedAt: string | null;
  attendances: Attendance[];
  /** Every wait in the waiting room; `leftAt` is null while the person waits. */
  waitingRoom: Attendance[];
  /** Zoom's past meetings do not show the session. */
  unlisted: boolean;
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
  /** Only the settings that callers sent; defaults are added when the meeting is read. */
  settings: MeetingSettings;
  recurrence: Record<string, unknown> | null;
  trackingFields: Record<string, unknown>[];
  preSchedule: boolean;
  createdAt: string;
  deletedAt: string | null;
  /** Epoch milliseconds from which the host's list shows the meeting. */
  listedFrom: number;
  waitingForHost: Person[];
  /** The time that the meeting runs on after a call ended it. */
  endDelayMs: number;
  live: Instance | null;
  past: Instance[];
};

export const userStates = ["licensed", "basic", "unlicensed", "unknown", "not-in-account"] as const;

export type UserState = (typeof userStates)[number];

export type RateLabel = "light" | "medium" | "heavy";

export const planNames = ["free", "pro", "business", "unlimited"] as const;

export type PlanName = (typeof planNames)[number];

export type LabelLimit = { perSecond: number | null; perDay: number | null };

type AccessToken = { expiresAt: number; scopes: string[] | null };

type DeliveryStatus = "waiting" | "delivered" | "rejected" | "given-up" | "dropped";

export type Delivery = {
  id: string;
  event: string;
  /** Empty when the event concerns no meeting. */
  meetingId: string;
  body: string;
  status: DeliveryStatus;
  /** Sandbox clock, epoch milliseconds, of the first try of a delayed delivery. */
  notBefore?: number;
  /** Sandbox clock, epoch milliseconds; status 0 means no response arrived. */
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
  /** Settings that new meetings have unless their caller says otherwise. */
  defaultSettings: MeetingSettings;
  /** Settings that callers cannot change, by the host's e-mail; "" for the whole account. */
  lockedSettings: Record<string, MeetingSettings>;
  rejectedTimezones: string[];
  /** An account under a business associate agreement gets no names and no e-mails of participants. */
  baaAccount: boolean;
  outage: boolean;
  faults: Fault[];
  deliveryFaults: DeliveryFault[];
  webhookUrl: string | null;
  webhookFailedValidations: number;
  deliveriesPaused: boolean;
  deliveriesDropped: boolean;
  pendingDeliveries: Delivery[];
};

export function emptyState({
  webhookUrl,
  timeScale,
}: {
  webhookUrl: string | null;
  timeScale: number;
}): SandboxState {
  return {
    clockOffsetMs: 0,
    timeScale,
    zakSecret: randomBytes(32).toString("base64url"),
    nextUserId: 16_778_240,
    tokens: {},
    scopes: null,
    newTokenRevokesOld: false,
    users: {},
    meetings: {},
    hostDailyUse: {},
    labelDailyUse: {},
    plan: "business",
    planOverrides: {},
    listLagMs: 0,
    participantsLagMs: 0,
    defaultSettings: {},
    lockedSettings: {},
    rejectedTimezones: [],
    baaAccount: false,
    outage: false,
    faults: [],
    deliveryFaults: [],
    webhookUrl,
    webhookFailedValidations: 0,
    deliveriesPaused: false,
    deliveriesDropped: false,
    pendingDeliveries: [],
  };
}

export type Account = { clientId: string; clientSecret: string; accountId: string; webhookSecret: string };

export type ApiCall = {
  /** The time at which the call arrived, by the sandbox's clock. */
  at: string;
  method: string;
  path: string;
  /** 0 when the caller got no response. */
  status: number;
  /** The trace that the call belongs to, as its W3C header tells. */
  traceparent?: string;
  /** E-mail of the meeting's host, where the call concerns one. */
  host?: string;
  /** The meeting that the call names or created. */
  meetingId?: string;
  /** DELETE of a meeting and PUT of its status: whether the meeting was running at that moment. */
  wasRunning?: boolean;
  /** The call ended a running meeting, even if its response was lost. */
  endedRunning?: true;
};

type ZoomEvent = { event: string; eventTs: number; payload: Record<string, unknown> };

export type WebhookSender = {
  log: Delivery[];
  emit(event: ZoomEvent): void;
  /** Sends every delivery that is due. Call it after the clock, a switch, or the URL changed. */
  sendDue(): void;
  resume(options: { shuffle: boolean; duplicate: number }): void;
  /** Sends every delivery that is due, and resolves when none is in flight. */
  flush(): Promise<void>;
  close(): void;
};

/** The account, Zoom's state, the clock and the webhooks, as every operation of the sandbox gets them. */
export type SandboxContext = {
  account: Account;
  /** The base of every link and API address, e.g. http://localhost:3001. */
  url: string;
  state: SandboxState;
  calls: ApiCall[];
  /** Those that ended a running meeting; they stay when the calls are cleared. */
  callsThatEnded: ApiCall[];
  webhooks: WebhookSender;
  now(): Date;
  /** Marks the state as changed; it reaches the disk within a moment. */
  scheduleSave(): void;
  /** Resolves when every change so far is on disk. */
  save(): Promise<void>;
  reset(): void;
};
