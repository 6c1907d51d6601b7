import { z } from "zod";
import { MeetingInput } from "../api/meeting-input.ts";
import { faultKinds } from "../faults/fault.ts";
import { type MeetingSettings, planNames, userStates } from "../state.ts";
import { deliveryFaultKinds } from "../webhooks/delivery-fault.ts";

const meetingId = z.union([z.string(), z.number()]).transform(String);
const at = z.iso.datetime({ offset: true }).optional();
const milliseconds = z.number().min(0);
const noInput = z.object({});
const labelLimit = z.object({ perSecond: z.number().nullable(), perDay: z.number().nullable() }).partial();

const settings = z.record(z.string(), z.unknown());
const name = z.string();
const userId = z.string();

const identity = z
  .object({ name, email: z.string(), zoomUserId: z.string(), participantUuid: z.string() })
  .partial();

const guest = {
  name: name.optional(),
  email: z.string().optional(),
  zoomUserId: z.string().optional(),
  participantUuid: z.string().nullable().optional(),
  phoneNumber: z.string().optional(),
  leavesAs: identity.optional(),
};

const ResponseChangeInput = z
  .object({
    without: z.array(z.string()),
    with: z.record(z.string(), z.unknown()),
    joinUrlHost: z.string(),
    text: z.string(),
  })
  .partial();

const FaultInput = z.object({
  match: z.object({ method: z.string(), path: z.string(), query: z.string(), host: z.string() }).partial(),
  times: z.number().int().min(-1).default(1),
  kind: z.enum(faultKinds),
  status: z.number().int().min(200).max(599).optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  delayMs: milliseconds.optional(),
  settings: settings.optional(),
  response: ResponseChangeInput.optional(),
});

const DeliveryFaultInput = z.object({
  match: z.object({ event: z.string(), meetingId, userId }).partial(),
  times: z.number().int().min(-1).default(1),
  kind: z.enum(deliveryFaultKinds),
  delayMs: milliseconds.optional(),
});

/** One row per control action: the name in its path, and the body it takes. */
export const controlInputs = {
  start: z.object({ meetingId, at }),
  join: z.object({ meetingId, ...guest, as: z.enum(["host", "participant"]).default("participant"), at }),
  rejoin: z.object({ meetingId, userId, ...guest, at }),
  arrive: z.object({ meetingId, ...guest, at }),
  "waiting-room": z.object({ meetingId, ...guest, at }),
  "put-in-waiting-room": z.object({ meetingId, userId, sendsLeft: z.boolean().default(true), at }),
  admit: z.object({ meetingId, userId, at }),
  rename: z.object({ meetingId, userId, name }),
  bind: z.object({ meetingId, phoneUserId: userId, userId, at }),
  leave: z.object({ meetingId, userId, as: identity.optional(), at }),
  end: z.object({ meetingId, at }),
  "set-end-delay": z.object({ meetingId, milliseconds }),
  "list-session": z.object({ meetingId, uuid: z.string().optional(), listed: z.boolean() }),
  "send-event": z.object({
    event: z.string(),
    payload: z.record(z.string(), z.unknown()),
    eventTs: z.number().optional(),
    idAs: z.enum(["string", "number"]).optional(),
    secret: z.string().optional(),
  }),
  "validate-url": noInput,
  "set-webhook-url": z.object({ url: z.string().nullable() }),
  "add-fault": FaultInput,
  "clear-faults": noInput,
  outage: z.object({ on: z.boolean() }),
  "list-lag": z.object({ milliseconds }),
  "participants-lag": z.object({ milliseconds }),
  "revoke-tokens": noInput,
  "new-token-revokes-old": z.object({ on: z.boolean() }),
  "set-scopes": z.object({ scopes: z.array(z.string()).nullable() }),
  "set-user": z.object({
    email: z.string(),
    state: z.enum(userStates),
  }),
  "set-host-daily-used": z.object({ email: z.string(), used: z.number().int().min(0) }),
  "set-plan": z.object({
    plan: z.enum(planNames),
    overrides: z.object({ light: labelLimit, medium: labelLimit, heavy: labelLimit }).partial().default({}),
  }),
  "set-default-settings": z.object({ settings }),
  "lock-settings": z.object({ settings, host: z.string().default("") }),
  "reject-timezones": z.object({ timezones: z.array(z.string()) }),
  "set-baa": z.object({ on: z.boolean() }),
  "advance-clock": z.object({ milliseconds: z.number() }),
  "set-time-scale": z.object({ timeScale: z.number().min(0) }),
  deliveries: noInput,
  pause: noInput,
  resume: z.object({ shuffle: z.boolean().default(false), duplicate: z.number().int().min(1).default(1) }),
  drop: z.object({ on: z.boolean() }),
  "add-delivery-fault": DeliveryFaultInput,
  flush: noInput,
  journal: noInput,
  calls: noInput,
  "calls-that-ended": noInput,
  "clear-calls": noInput,
  "portal-delete": z.object({ meetingId }),
  "portal-recover": z.object({ meetingId }),
  "portal-update": z.object({ meetingId, patch: MeetingInput }),
  reset: noInput,
} as const satisfies Record<string, z.ZodType>;

export type ControlAction = keyof typeof controlInputs;

/** The body a client sends; fields with a default may be left out. */
export type ControlRequest<A extends ControlAction> = z.input<(typeof controlInputs)[A]>;

/** The parsed body an action receives. */
export type ControlInput<A extends ControlAction> = z.output<(typeof controlInputs)[A]>;

export type JoinedPerson = { userId: string; participantUuid: string };

export type JournalEntry = {
  id: string;
  uuid: string;
  hostEmail: string;
  topic: string;
  agenda: string | null;
  createdAt: string;
  deletedAt: string | null;
  startTime: string | null;
  duration: number;
  password: string;
  settings: MeetingSettings;
  live: boolean;
  /** The number of ended instances. */
  endedCount: number;
};

/** The control call is impossible, e.g. it ends a meeting that is not running. */
export class ControlError extends Error {}
