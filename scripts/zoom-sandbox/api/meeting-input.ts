import { z } from "zod";
import { isoSeconds } from "../zoom-formats.ts";
import { MeetingSettingsInput } from "./meeting-settings.ts";

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const isZoomTime = (value: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/.test(value) && !Number.isNaN(Date.parse(value));

/** The body of create and update, with Zoom's limits; unknown fields are left out without an error. */
export const MeetingInput = z.object({
  topic: z.string().max(200).optional(),
  type: z.literal([1, 2, 3, 8, 10]).optional(),
  start_time: z.string().refine(isZoomTime).optional(),
  duration: z.number().min(1).max(1440).optional(),
  timezone: z.string().refine(isTimezone).optional(),
  password: z
    .string()
    .max(10)
    .regex(/^[A-Za-z0-9@\-_*!#]*$/)
    .optional(),
  default_password: z.boolean().optional(),
  agenda: z.string().max(2000).optional(),
  pre_schedule: z.boolean().optional(),
  schedule_for: z.string().optional(),
  recurrence: z.looseObject({ type: z.literal([1, 2, 3]) }).optional(),
  tracking_fields: z.array(z.looseObject({ field: z.string(), value: z.string().optional() })).optional(),
  settings: MeetingSettingsInput.optional(),
});

export type MeetingInput = z.infer<typeof MeetingInput>;

function offsetMs(timezone: string, instant: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - instant;
}

/** A time with Z is absolute; without it, it is the wall clock of `timezone`. */
export function toUtcStartTime(startTime: string, timezone: string): string {
  if (startTime.endsWith("Z")) return isoSeconds(startTime);
  const wall = Date.parse(`${startTime}Z`);
  const guess = wall - offsetMs(timezone, wall);
  return isoSeconds(wall - offsetMs(timezone, guess));
}
