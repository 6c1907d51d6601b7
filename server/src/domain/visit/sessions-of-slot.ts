import { closesAt, type JoinWindow, opensAt, type Slot } from "../join-window.ts";
import type { Session } from "./session.ts";

/** A session belongs to the slot whose window it touches, unless it was over before the visit had that slot. */
export function isOfSlot(
  session: Pick<Session, "startedAt" | "endedAt">,
  { slot, slotSince }: { slot: Slot; slotSince: Date | null },
  window: JoinWindow,
  now: Date,
): boolean {
  const { startedAt, endedAt } = session;
  if (slotSince && endedAt && endedAt <= slotSince) return false;
  return startedAt < closesAt(slot, window) && (endedAt ?? now) >= opensAt(slot, window) && startedAt <= now;
}
