import { AsyncLocalStorage } from "node:async_hooks";
import { hostname } from "node:os";
import { type LoggerOptions, pino } from "pino";
import { traceIdNow } from "./trace.ts";
import { version } from "./version.ts";

/** The only fields that a log line may hold: no names, e-mails, URLs, tokens or bodies. */
const fields = {
  requestId: "string",
  procedure: "string",
  method: "string",
  route: "string",
  status: "number",
  reason: "string",
  durationMs: "number",
  meetingId: "string",
  appointmentId: "string",
  deliveryId: "string",
  event: "string",
  type: "string",
  delivery: "string",
  state: "string",
  result: "string",
  from: "string",
  to: "string",
  surface: "string",
  addressHash: "string",
  subjectHash: "string",
  count: "number",
  seconds: "number",
  attention: "string",
  scopes: "string",
  code: "string",
  fields: "string",
  endpoint: "string",
  outcome: "string",
  head: "string",
  trackingId: "string",
  traceId: "string",
  port: "number",
  role: "string",
  errorName: "string",
  errorCode: "string",
  stack: "string",
} as const;

export type LogFields = {
  [Field in keyof typeof fields]?: (typeof fields)[Field] extends "number" ? number : string;
};

export type Log = Record<"debug" | "info" | "warn" | "error", (fields: LogFields, message: string) => void>;

const context = new AsyncLocalStorage<LogFields>();

/** Every line that is written while `work` runs carries these fields, beside those of the work that it is part of. */
export const inLogContext = <Result>(fields: LogFields, work: () => Result): Result =>
  context.run({ ...context.getStore(), ...fields }, work);

/** JSON lines on standard output. */
export function createLog(level: string): Log {
  const options: LoggerOptions = {
    level,
    base: { service: "patientcare-zoom", version, host: hostname(), pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: "message",
    mixin: () => ({ ...context.getStore(), traceId: traceIdNow() }),
    formatters: { level: (level) => ({ level }), log: onlyAllowed },
  };
  // Lines that come while one is being written go together: a call does not wait for its line. What is left is written
  // as the process exits.
  return pino(options, pino.destination({ dest: 1, sync: false }));
}

const types = new Map<string, string>(Object.entries(fields));

/** The types cannot see what a spread object holds besides. */
function onlyAllowed(given: Record<string, unknown>): Record<string, unknown> {
  const allowed: Record<string, unknown> = {};
  for (const name in given) {
    if (types.get(name) === typeof given[name]) allowed[name] = given[name];
  }
  return allowed;
}

/**
 * The loggable facts of an unexpected error: its class, its code and where it was thrown. Messages of drivers
 * and libraries may quote values, so the message stays out.
 */
export function describeError(error: unknown): Pick<LogFields, "errorName" | "errorCode" | "stack"> {
  if (!(error instanceof Error)) return { errorName: typeof error, ...codeOf(error) };
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { errorName: error.name, ...codeOf(error), stack: frames?.slice(0, 8).join("\n") };
}

/** Codes are words of a driver or of the system; anything longer may be a text. */
function codeOf(error: unknown): Pick<LogFields, "errorCode"> {
  if (typeof error !== "object" || error === null || !("code" in error)) return {};
  const code = String(error.code);
  return /^\w{1,40}$/.test(code) ? { errorCode: code } : {};
}
