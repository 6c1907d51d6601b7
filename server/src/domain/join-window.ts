import type { MeetingStatus } from "@patientcare/zoom-db/unions";

/** A visit's time: `duration` in minutes. */
export interface Slot {
  start: Date;
  duration: number;
}

export const isSameSlot = (one: Slot, other: Slot): boolean =>
  one.start.getTime() === other.start.getTime() && one.duration === other.duration;

export interface JoinWindow {
  opensBeforeMinutes: number;
  closesAfterMinutes: number;
}

const minute = 60_000;

export const minutesAfter = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * minute);
export const slotEnd = (slot: Slot): Date => minutesAfter(slot.start, slot.duration);
export const opensAt = (slot: Slot, window: JoinWindow): Date =>
  minutesAfter(slot.start, -window.opensBeforeMinutes);
export const closesAt = (slot: Slot, window: JoinWindow): Date =>
  minutesAfter(slotEnd(slot), window.closesAfterMinutes);

/** Half-open: the first instant counts, the last does not. */
export const isOpen = (slot: Slot, window: JoinWindow, now: Date): boolean =>
  now >= opensAt(slot, window) && now < closesAt(slot, window);

/** A start time in the past is taken only while the slot's window has not closed. */
export const isStillPossible = (slot: Slot, window: JoinWindow, now: Date): boolean =>
  now < closesAt(slot, window);

export type LinkState = "early" | "open" | "pending" | "over" | "cancelled" | "revoked";

export interface LinkFacts {
  slot: Slot;
  status: MeetingStatus;
  revoked: boolean;
  /** The appointment was cancelled while the call ran: nobody else gets in. */
  closedToNewEntries: boolean;
  declaredEnded: boolean;
  /** Zoom answered that it does not know the meeting. */
  missing: boolean;
}

/** The state of a join link at `now`. */
export function linkState(facts: LinkFacts, window: JoinWindow, now: Date): LinkState {
  if (facts.revoked) return "revoked";
  if (facts.status === "cancelled" || facts.closedToNewEntries) return "cancelled";
  if (facts.status === "missed" || now >= closesAt(facts.slot, window)) return "over";
  if (facts.status === "ended" && facts.declaredEnded) return "over";
  if (facts.status === "pending" || facts.status === "failed") return "pending";
  if (now < opensAt(facts.slot, window)) return "early";
  return facts.missing ? "pending" : "open";
}
