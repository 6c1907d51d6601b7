import type { Evidence, PersonState } from "@patientcare/zoom-db/unions";
import type { Interval } from "./intervals.ts";

/** Somebody's time in the room, or before it; without an end they are there as far as is known. */
export interface Presence {
  from: Date;
  to: Date | null;
  evidence: Evidence | null;
}

/** The traces of one person in one slot. */
export interface PersonTraces {
  /** When their link was first handed over. */
  sentAt: Date | null;
  /** Their link's last redirect. */
  redirect: { at: Date; evidence: Evidence } | null;
  stays: readonly Presence[];
  waits: readonly Presence[];
}

export interface VisitMoment {
  /** The visit runs: whoever is in a room is there. */
  live: boolean;
  window: Interval;
  /** The last time that Zoom said anything, while it says nothing though it should. */
  silentSince: Date | null;
  now: Date;
}

export interface KnownState {
  state: PersonState;
  since: Date | null;
  evidence: Evidence | null;
}

/** How far a person has come on their way into the visit. The newest trace holds; while Zoom is silent, none does. */
export function personState(
  traces: PersonTraces,
  { live, window, silentSince, now }: VisitMoment,
): KnownState {
  if (silentSince) return unknown(silentSince);
  const { sentAt, redirect, stays, waits } = traces;
  const inRoom = longestOpen(stays);
  if (inRoom) return live ? { state: "in-room", ...sinceOf(inRoom) } : unknown(null);
  const waiting = longestOpen(waits);
  // Zoom does not always tell that somebody went: nobody waits behind the window.
  if (waiting) return now < window.to ? { state: "waiting", ...sinceOf(waiting) } : unknown(window.to);
  const left = lastEnded([...stays, ...waits]);
  if (left && (!redirect || redirect.at <= left.to))
    return { state: "left", since: left.to, evidence: left.evidence };
  if (redirect) return { state: "redirected", since: redirect.at, evidence: redirect.evidence };
  return { state: sentAt ? "sent" : "not-sent", since: sentAt, evidence: null };
}

const unknown = (since: Date | null): KnownState => ({ state: "unknown", since, evidence: null });

const sinceOf = ({ from, evidence }: Presence) => ({ since: from, evidence });

const longestOpen = (presences: readonly Presence[]): Presence | undefined =>
  presences.filter(({ to }) => to === null).sort((a, b) => a.from.getTime() - b.from.getTime())[0];

function lastEnded(presences: readonly Presence[]): (Presence & Interval) | undefined {
  const ended = presences.flatMap(({ to, ...presence }) => (to ? { ...presence, to } : []));
  return ended.sort((a, b) => b.to.getTime() - a.to.getTime())[0];
}
