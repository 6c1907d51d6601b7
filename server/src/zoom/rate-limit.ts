type RateLimit = { until: Date | null; scope: "account" | "host" };

type HeaderReader = { get(name: string): string | null };

const second = 1000;
const day = 24 * 60 * 60 * second;
const clockDifference = 10 * 60 * second;

const perHostMessage = /daily rate limit \(\d+\) of Meeting Create\/Update/;
const dailyMessage = /daily rate limit/i;
const perSecondMessage = /per-second rate limit/i;
const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Until when calls have to rest after a 429, never less than a second and never more than a day.
 * Null when neither headers nor message name a limit that we know: the caller backs off.
 * A host's own daily limit comes without any header; an account's daily limit names an instant.
 */
export function rateLimitedUntil(
  { headers, message }: { headers: HeaderReader; message: string },
  now: Date,
): RateLimit {
  if (perHostMessage.test(message)) {
    return { until: withinBounds(nextUtcMidnight(zoomClock(headers, now)), now), scope: "host" };
  }
  const stated = readRetryAfter(headers, now) ?? reset(headers, now);
  const isDaily = headers.get("x-ratelimit-type") === "Daily-limit" || dailyMessage.test(message);
  const isKnown = isDaily || perSecondMessage.test(message) || headers.get("x-ratelimit-type") !== null;
  if (stated === null && !isKnown) return { until: null, scope: "account" };
  const guessed = isDaily ? nextUtcMidnight(zoomClock(headers, now)) : shortly(now);
  return { until: withinBounds(stated ?? guessed, now), scope: "account" };
}

function readRetryAfter(headers: HeaderReader, now: Date): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return now.getTime() + Number(value) * second;
  const instant = isoInstant.test(value) || httpDate.test(value) ? Date.parse(value) : Number.NaN;
  return plausible(instant, now);
}

function reset(headers: HeaderReader, now: Date): number | null {
  const value = headers.get("x-ratelimit-reset")?.trim() ?? "";
  const instant = /^\d{9,11}$/.test(value) ? plausible(Number(value) * second, now) : null;
  return instant !== null && instant > now.getTime() + day ? null : instant;
}

/** An instant that has just passed is a difference between two clocks; one long past says nothing. */
function plausible(instant: number, now: Date): number | null {
  return instant >= now.getTime() - clockDifference ? instant : null;
}

// Around midnight the two clocks may disagree about which midnight is next, and the wrong answer costs a day.
function zoomClock(headers: HeaderReader, now: Date): Date {
  const date = Date.parse(headers.get("date") ?? "");
  return Math.abs(date - now.getTime()) <= clockDifference ? new Date(date) : now;
}

function nextUtcMidnight(at: Date): number {
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1);
}

// Between one and two seconds; the milliseconds of the clock spread callers as well as chance would.
function shortly(now: Date): number {
  return now.getTime() + second + (now.getTime() % second);
}

function withinBounds(instant: number, now: Date): Date {
  const at = now.getTime();
  return new Date(instant <= at ? shortly(now) : Math.min(Math.max(instant, at + second), at + day));
}
