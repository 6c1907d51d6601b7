import { minutesAfter, slotEnd } from "../join-window.ts";
import { common, type Interval, latest, without } from "./intervals.ts";
import type { Attendance, VisitSnapshot } from "./visit-snapshot.ts";

/** A patient who waits this long, from the start on, without a doctor in the room, waits too long. */
export const waitsTooLongAfterMinutes = 10;

/** When the patient was there, in the room or before it, or somebody unknown before it, and no doctor was: from the start to the end of the slot. */
export function waitsAlone({ inRoom, waiting }: Attendance, { slot }: VisitSnapshot): Interval[] {
  const until = latest(slotEnd(slot), minutesAfter(slot.start, waitsTooLongAfterMinutes));
  const there = common(
    [...inRoom.patient, ...waiting.patient, ...waiting.unknown],
    [{ from: slot.start, to: until }],
  );
  return without(there, [...inRoom.doctor, ...inRoom.unknown]);
}

export const longWaits = (known: Attendance, snapshot: VisitSnapshot): Interval[] =>
  waitsAlone(known, snapshot).filter(({ from, to }) => to >= minutesAfter(from, waitsTooLongAfterMinutes));

/** The person who waited then: the patient, or null where it may have been anybody. */
export const waiterAt = ({ inRoom, waiting }: Attendance, wait: Interval): "patient" | null =>
  common([...inRoom.patient, ...waiting.patient], [wait]).length > 0 ? "patient" : null;
