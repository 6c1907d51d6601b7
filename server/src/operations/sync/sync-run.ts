import type { AttentionChange, Lease, MeetingChange } from "@patientcare/zoom-db";
import type { MeetingStatus } from "@patientcare/zoom-db/unions";
import type { Deps } from "../../deps.ts";
import type { CallOptions } from "../../zoom/call-limits.ts";

/** One run of sync-meeting under one lease. */
export interface SyncRun {
  deps: Deps;
  lease: Lease;
  /** Limits for the next call to Zoom: it must be over before the lease is. */
  limits(): CallOptions;
  /** False when the lease leaves a call too little time: one that is cut short ends as "unknown". */
  hasTime(): boolean;
}

/** The result of a step: when to reconcile again (null: nothing to wait for) and the change to write with it. */
export interface StepResult {
  next: Date | null;
  change?: MeetingChange;
  attentions?: AttentionChange;
}

export const done: StepResult = { next: null };

/** True of a visit that wants its meeting at Zoom. */
export const isWanted = ({ status }: { status: MeetingStatus }): boolean =>
  status === "pending" || status === "scheduled" || status === "started";

/** Both changes: what one of them raises, the other does not clear. */
export function joined(one: AttentionChange = {}, other: AttentionChange = {}): AttentionChange {
  const raise = [...new Set([...(one.raise ?? []), ...(other.raise ?? [])])];
  const clear = [...(one.clear ?? []), ...(other.clear ?? [])].filter((kind) => !raise.includes(kind));
  return { raise, clear };
}

const marginMs = 500;

/** `acquiredAfter` is a monotonic time from before the lease, so the local deadline ends before the lease. */
export function startRun(deps: Deps, lease: Lease, acquiredAfter: number): SyncRun {
  const { leaseSeconds } = deps.config.sync;
  const left = () => leaseSeconds * 1000 - marginMs - (performance.now() - acquiredAfter);
  return {
    deps,
    lease,
    limits: () => ({ deadline: Math.max(1, Math.min(deps.config.zoom.timeoutMs, left())) }),
    hasTime: () => left() > deps.config.zoom.timeoutMs / 2,
  };
}

export const soonest = (dates: readonly (Date | null)[]): Date | null => {
  const known = dates.filter((date) => date !== null);
  return known.length === 0 ? null : new Date(Math.min(...known.map(Number)));
};

export const addMs = (from: Date, milliseconds: number): Date => new Date(from.getTime() + milliseconds);
