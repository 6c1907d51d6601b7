import type { MeetingStatus } from "@patientcare/zoom-db/unions";
import { closesAt, type JoinWindow, minutesAfter, opensAt, type Slot } from "../join-window.ts";

/** A visit that should run or runs, and of which Zoom delivered nothing for this long, is polled. */
const quietMinutes = 5;
const againAfterMinutes = 1;
/** While Zoom delivers nothing at all, visits are polled more often. */
const whileSilentMinutes = 0.5;

export interface Quiet {
  slot: Slot;
  status: MeetingStatus;
  /** The time of the last delivery about the meeting, or of its creation. */
  since: Date;
  /** Zoom delivers nothing at present. */
  zoomSilent: boolean;
}

/** When to poll Zoom next; null if not before the window closes. */
export function pollDueAt({ slot, status, since, zoomSilent }: Quiet, window: JoinWindow): Date | null {
  if (status !== "scheduled" && status !== "started") return null;
  const due = zoomSilent
    ? opensAt(slot, window)
    : minutesAfter(since > slot.start ? since : slot.start, quietMinutes);
  return due < closesAt(slot, window) ? due : null;
}

/** Like {@link pollDueAt}; a poll that is due now is left to the present evaluation, and comes again a little later. */
export function nextPollAt(quiet: Quiet, window: JoinWindow, now: Date): Date | null {
  const due = pollDueAt(quiet, window);
  return due && due <= now
    ? minutesAfter(now, quiet.zoomSilent ? whileSilentMinutes : againAfterMinutes)
    : due;
}
