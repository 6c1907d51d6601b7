import { pino } from "pino";

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
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: "message",
    formatters: { log: onlyAllowed },
  });
}

/** The types cannot see what a spread object holds besides. */
const onlyAllowed = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name, type]) => typeof given[name] === type)
      .map(([name]) => [name, given[name]]),
  );

/**
 * What may be said of an unexpected error: its class, its code and where it was thrown. Messages of drivers
 * and libraries may quote values, so the message stays out.
 */
export function describeError(error: unknown): Pick<LogFields, "errorName" | "errorCode" | "stack"> {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const code = "code" in error ? String(error.code) : undefined;
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { errorName: error.name, errorCode: code, stack: frames?.slice(0, 8).join("\n") };
}
