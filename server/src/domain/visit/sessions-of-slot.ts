import { closesAt, type JoinWindow, opensAt, type Slot } from "../join-window.ts";
import type { Session } from "./session.ts";

interface SlotOfVisit {
  slot: Slot;
  slotSince: Date | null;
}

type Times = Pick<Session, "startedAt" | "endedAt" | "heardAt">;

/**
 * A session belongs to the slot whose window it touches, unless it was over before the visit had that slot. One without an
 * end touches a window once something was heard of it in there: its end may have been lost.
 */
export function isOfSlot(
  { startedAt, endedAt, heardAt }: Times,
  { slot, slotSince }: SlotOfVisit,
  window: JoinWindow,
  now: Date,
): boolean {
  if (slotSince && endedAt && endedAt <= slotSince) return false;
  const opens = opensAt(slot, window);
  if (startedAt >= closesAt(slot, window) || startedAt > now) return false;
  return endedAt === null ? heardAt >= opens && now >= opens : endedAt >= opens;
}

/** Whether Zoom's list of past instances tells of each session of the slot: anybody may have been in one that it leaves out. */
export const listsEach = (
  sessions: readonly (Times & Pick<Session, "uuid">)[],
  listed: ReadonlySet<string>,
  of: SlotOfVisit,
  window: JoinWindow,
  now: Date,
): boolean => sessions.every((session) => listed.has(session.uuid) || !isOfSlot(session, of, window, now));
