import type { MeetingStatus } from "@patientcare/zoom-db/unions";
import { closesAt, type JoinWindow, minutesAfter, type Slot } from "../join-window.ts";

/** A visit that should run or runs, and of which Zoom told nothing for this long, is asked for at Zoom. */
const quietMinutes = 5;
const againAfterMinutes = 1;

export interface Quiet {
  slot: Slot;
  status: MeetingStatus;
  /** When Zoom last told anything about the meeting, or when it was made. */
  since: Date;
}

/** When Zoom is to be asked without being due to say anything; null: not before the window closes. */
export function pollDueAt({ slot, status, since }: Quiet, window: JoinWindow): Date | null {
  if (status !== "scheduled" && status !== "started") return null;
  const due = minutesAfter(since > slot.start ? since : slot.start, quietMinutes);
  return due < closesAt(slot, window) ? due : null;
}

/** Like {@link pollDueAt}; one that is due by now is left to whoever came by for it, and comes again a little later. */
export function nextPollAt(quiet: Quiet, window: JoinWindow, now: Date): Date | null {
  const due = pollDueAt(quiet, window);
  return due && due <= now ? minutesAfter(now, againAfterMinutes) : due;
}
