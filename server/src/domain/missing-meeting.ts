/** Answers that Zoom does not know a meeting are believed when they come again after this time. */
const confirmMs = 5_000;
/** The same where somebody may be inside: a running call must not be cut off by a wrong answer. */
const confirmInsideMs = 15_000;
const withoutListMs = 60_000;
const unendedSessionMs = 10 * 60_000;
const recreatePauseMs = 10 * 60_000;

/** A moment at which Zoom answered that it does not know the meeting (404, code 3001), and what is known beside. */
export interface MissingMeeting {
  now: Date;
  /** From when on the meeting must be visible: a younger one may not be yet. */
  visibleAt: Date;
  /** The first such answer since the meeting was last seen. */
  missingSince: Date | null;
  /**
   * `redirected`: somebody went on to Zoom in this window, and no end of a session is known that came after.
   * `in-session`: a session was heard of, and its end was not.
   */
  inside: "nobody" | "redirected" | "in-session";
  /** The answer of Zoom's list of running meetings now; null where it was not queried, or did not answer. */
  liveList: "listed" | "unlisted" | "forbidden" | null;
  /** The first such list without the meeting since it was last seen. */
  unlistedSince: Date | null;
  /** When the meeting was last made again because it was gone. */
  recreatedAt: Date | null;
}

export type MissingDecision =
  | { kind: "lives"; next: Date }
  | { kind: "wait"; next: Date; missingSince: Date; unlistedSince: Date | null }
  | { kind: "gone"; next: Date | null; missingSince: Date; unlistedSince: Date | null };

/** Whether a meeting that Zoom does not know is gone; `next` of a gone one: not to be made again before. */
export function decideMissing(missing: MissingMeeting): MissingDecision {
  const { now, visibleAt, inside, liveList, recreatedAt } = missing;
  if (liveList === "listed") return { kind: "lives", next: after(now, confirmInsideMs) };
  const missingSince = missing.missingSince ?? now;
  if (now < visibleAt) {
    const next = earliest(visibleAt, after(now, confirmMs));
    return { kind: "wait", next, missingSince, unlistedSince: null };
  }
  // Answers from before do not count: they only keep people waiting.
  const countsSince = latest(missingSince, visibleAt);
  const unlistedSince = liveList === "unlisted" ? (missing.unlistedSince ?? now) : missing.unlistedSince;
  const goneAt = inside === "nobody" ? after(countsSince, confirmMs) : goneInsideAt();
  if (goneAt > now) return { kind: "wait", next: goneAt, missingSince, unlistedSince };
  const next = recreatedAt && after(recreatedAt, recreatePauseMs);
  return { kind: "gone", next: next && next > now ? next : null, missingSince, unlistedSince };

  function goneInsideAt(): Date {
    const sessionEnds = after(countsSince, unendedSessionMs);
    if (inside === "in-session" && sessionEnds > now)
      return earliest(sessionEnds, after(now, confirmInsideMs));
    if (liveList === "forbidden") return after(countsSince, withoutListMs);
    if (liveList === null || unlistedSince === null) return after(now, confirmMs);
    return after(unlistedSince, confirmInsideMs);
  }
}

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
const latest = (one: Date, other: Date): Date => (one > other ? one : other);
const earliest = (one: Date, other: Date): Date => (one < other ? one : other);
