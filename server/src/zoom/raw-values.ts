import { z } from "zod";

/*
 * Values as Zoom tells them, null when they are missing or odd. PostgreSQL cannot store a NUL in text, so none holds one.
 */

type RawValue = Record<string, unknown>;

const maxIdentifier = 300;
const latestMs = 8.64e15;
// The expression alone: parsing with a schema takes several times as long, and this runs for each delivery.
const toInstant = z.core.regexes.datetime({ offset: true });

export const objectIn = (raw: unknown): RawValue | null =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw) ? (raw as RawValue) : null;

export const wordsIn = (raw: unknown): string | null =>
  typeof raw === "string" ? raw.replaceAll("\0", "") : null;

/** Zoom writes the same id as text here and as a number there. */
export function identifierIn(raw: unknown): string | null {
  const text = wordsIn(Number.isFinite(raw) ? String(raw) : raw)?.trim() ?? "";
  return text.length > 0 && text.length <= maxIdentifier ? text : null;
}

export function zoomMeetingIdIn(raw: unknown): string | null {
  const text = Number.isSafeInteger(raw) ? String(raw) : raw;
  return typeof text === "string" && /^\d{9,12}$/.test(text) ? text : null;
}

export const instantIn = (raw: unknown): Date | null =>
  typeof raw === "string" && toInstant.test(raw) ? new Date(raw) : null;

export function millisecondsIn(raw: unknown): number | null {
  const number = typeof raw === "string" && /^\d{1,15}$/.test(raw) ? Number(raw) : raw;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= latestMs
    ? number
    : null;
}
