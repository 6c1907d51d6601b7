import { z } from "zod";
import { MeetingInput } from "../api/meeting-input.ts";
import type { MeetingSettings } from "../state.ts";

const meetingId = z.union([z.string(), z.number()]).transform(String);
const at = z.iso.datetime({ offset: true }).optional();
const milliseconds = z.number().min(0);
const nothing = z.object({});
const label = z.object({ perSecond: z.number().nullable(), perDay: z.number().nullable() }).partial();

const Fault = z.object({
  match: z.object({ method: z.string(), path: z.string(), host: z.string() }).partial(),
  times: z.number().int().min(-1).default(1),
  kind: z.enum([
    "status",
    "delay",
    "hang",
    "drop-after-commit",
    "late-commit",
    "html",
    "reset",
    "settings-turned-back",
  ]),
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
  "validate-url": nothing,
  "set-webhook-url": z.object({ url: z.string().nullable() }),
  "add-fault": Fault,
  "clear-faults": nothing,
  outage: z.object({ on: z.boolean() }),
  "list-lag": z.object({ milliseconds }),
  "participants-lag": z.object({ milliseconds }),
  "revoke-tokens": nothing,
  "new-token-revokes-old": z.object({ on: z.boolean() }),
  "set-scopes": z.object({ scopes: z.array(z.string()).nullable() }),
  "set-user": z.object({
    email: z.string(),
    state: z.enum(["licensed", "basic", "unlicensed", "unknown", "not-in-account"]),
  }),
  "set-host-daily-used": z.object({ email: z.string(), used: z.number().int().min(0) }),
  "set-plan": z.object({
    plan: z.enum(["free", "pro", "business", "unlimited"]),
    overrides: z.object({ light: label, medium: label, heavy: label }).partial().default({}),
  }),
  "advance-clock": z.object({ milliseconds: z.number() }),
  "set-time-scale": z.object({ timeScale: z.number().min(0) }),
  deliveries: nothing,
  pause: nothing,
  resume: z.object({ shuffle: z.boolean().default(false), duplicate: z.number().int().min(1).default(1) }),
  drop: z.object({ on: z.boolean() }),
  flush: nothing,
  journal: nothing,
  calls: nothing,
  "clear-calls": nothing,
  "portal-delete": z.object({ meetingId }),
  "portal-update": z.object({ meetingId, patch: MeetingInput }),
  reset: nothing,
} as const satisfies Record<string, z.ZodType>;

export type ControlAction = keyof typeof controlInputs;

/** What a client sends; defaults may be left out. */
export type ControlRequest<A extends ControlAction> = z.input<(typeof controlInputs)[A]>;

/** What an action receives. */
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
  /** How often the meeting has run and ended. */
  endedCount: number;
};

/** A control call that cannot be done, e.g. for a meeting that does not exist. */
export class ControlError extends Error {}
