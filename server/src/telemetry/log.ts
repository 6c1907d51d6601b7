import { type LoggerOptions, pino } from "pino";

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
  count: "number",
  attention: "string",
  code: "string",
  fields: "string",
  endpoint: "string",
  outcome: "string",
  trackingId: "string",
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

/** JSON lines on standard output. */
export function createLog(level: string): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: "message",
    formatters: { log: onlyAllowed },
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
  if (!(error instanceof Error)) return { errorName: typeof error };
  const code = "code" in error ? String(error.code) : undefined;
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { errorName: error.name, errorCode: code, stack: frames?.slice(0, 8).join("\n") };
}
