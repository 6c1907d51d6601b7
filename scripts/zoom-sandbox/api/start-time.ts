import { isoSeconds } from "../iso-seconds.ts";

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
