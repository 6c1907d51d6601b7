import { type Claim, type MeetingChange, writeUnderClaim } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import type { CallOptions } from "../../zoom/call-limits.ts";

/** One run of sync-meeting under one claim. */
export interface ClaimedRun {
  deps: Deps;
  claim: Claim;
  /** Limits for the next call to Zoom: it must be over before the lease is. */
  limits(): CallOptions;
  /** False when a call that is sent now might outlive the lease. */
  hasTime(): boolean;
}

/** What a step leaves behind: when to look again (null: nothing to wait for) and what to write with it. */
export interface StepResult {
  next: Date | null;
  change?: MeetingChange;
}

export const done: StepResult = { next: null };

const marginMs = 500;

/** `claimedAfter` is a monotonic time from before the claim, so the local deadline ends before the lease. */
export function startRun(deps: Deps, claim: Claim, claimedAfter: number): ClaimedRun {
  const { leaseSeconds } = deps.config.sync;
  const left = () => leaseSeconds * 1000 - marginMs - (performance.now() - claimedAfter);
  return {
    deps,
    claim,
    limits: () => ({ deadline: Math.max(1, Math.min(deps.config.zoom.timeoutMs, left())) }),
    hasTime: () => left() > marginMs,
  };
}

/** Thrown when another worker took the meeting over: whatever is left of this run is not ours to write. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

export async function writeOrStop({ deps, claim }: ClaimedRun, change: MeetingChange): Promise<void> {
  if (!(await writeUnderClaim(deps.db, claim, change)))
    throw new LeaseLost("Another worker holds this meeting now");
  Object.assign(claim, change);
}

export const soonest = (dates: readonly (Date | null)[]): Date | null => {
  const known = dates.filter((date) => date !== null);
  return known.length === 0 ? null : new Date(Math.min(...known.map(Number)));
};

export const later = (from: Date, milliseconds: number): Date => new Date(from.getTime() + milliseconds);
