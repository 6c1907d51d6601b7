import { z } from "zod";
import { MeetingInput } from "../api/meeting-input.ts";
import { faultKinds, type MeetingSettings, planNames, userStates } from "../state.ts";

const meetingId = z.union([z.string(), z.number()]).transform(String);
const at = z.iso.datetime({ offset: true }).optional();
const milliseconds = z.number().min(0);
const noInput = z.object({});
const labelLimit = z.object({ perSecond: z.number().nullable(), perDay: z.number().nullable() }).partial();

const FaultInput = z.object({
  match: z.object({ method: z.string(), path: z.string(), host: z.string() }).partial(),
  times: z.number().int().min(-1).default(1),
  kind: z.enum(faultKinds),
  status: z.number().int().min(200).max(599).optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  delayMs: milliseconds.optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});

/** One row per control action: the name in its path, and the body it takes. */
export const controlInputs = {
  start: z.object({ meetingId, at }),
  join: z.object({
    meetingId,
    name: z.string(),
    email: z.string().optional(),
    as: z.enum(["host", "participant"]).default("participant"),
    at,
  }),
  arrive: z.object({ meetingId, name: z.string(), email: z.string().optional(), at }),
  "waiting-room": z.object({ meetingId, name: z.string(), email: z.string().optional(), at }),
  admit: z.object({ meetingId, userId: z.string(), at }),
  leave: z.object({ meetingId, userId: z.string(), at }),
  end: z.object({ meetingId, at }),
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
  "advance-clock": z.object({ milliseconds: z.number() }),
  "set-time-scale": z.object({ timeScale: z.number().min(0) }),
  deliveries: noInput,
  pause: noInput,
  resume: z.object({ shuffle: z.boolean().default(false), duplicate: z.number().int().min(1).default(1) }),
  drop: z.object({ on: z.boolean() }),
  flush: noInput,
  journal: noInput,
  calls: noInput,
  "clear-calls": noInput,
  "portal-delete": z.object({ meetingId }),
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
