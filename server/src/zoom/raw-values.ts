import { z } from "zod";

/*
 * Values as Zoom tells them, null when they are missing or odd. PostgreSQL cannot store a NUL in text, so none holds one.
 */

type Told = Record<string, unknown>;

const longestIdentifier = 300;
const latestMs = 8.64e15;
// The expression alone: parsing with a schema takes several times as long, and this runs for each delivery.
const instant = z.core.regexes.datetime({ offset: true });

export const objectIn = (told: unknown): Told | null =>
  typeof told === "object" && told !== null && !Array.isArray(told) ? (told as Told) : null;

export const wordsIn = (told: unknown): string | null =>
  typeof told === "string" ? told.replaceAll("\0", "") : null;

/** Zoom writes the same id as text here and as a number there. */
export function identifierIn(told: unknown): string | null {
  const text = wordsIn(Number.isFinite(told) ? String(told) : told)?.trim() ?? "";
  return text.length > 0 && text.length <= longestIdentifier ? text : null;
}

export function zoomMeetingIdIn(told: unknown): string | null {
  const text = Number.isSafeInteger(told) ? String(told) : told;
  return typeof text === "string" && /^\d{9,12}$/.test(text) ? text : null;
}

export const instantIn = (told: unknown): Date | null =>
  typeof told === "string" && instant.test(told) ? new Date(told) : null;

export function millisecondsIn(told: unknown): number | null {
  const number = typeof told === "string" && /^\d{1,15}$/.test(told) ? Number(told) : told;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= latestMs
    ? number
    : null;
}
