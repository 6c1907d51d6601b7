import type { MeetingStatus } from "@patientcare/zoom-db/unions";
import type { AppointmentIntent } from "./platform-content.ts";

/**
 * The consequence of a message for the meeting. `record` changes the projection alone; `defer` waits until nobody is
 * inside; `close-entries` cancels once nobody is.
 */
export type Consequence = "create" | "change" | "revive" | "cancel" | "defer" | "close-entries" | "record";

/** Consequences that hold under a condition, else the message is recorded. */
type Cell =
  | Exclude<Consequence, "revive" | "cancel" | "close-entries">
  | "revive-if-wanted-anew"
  | "revive-if-moved-ahead"
  | "cancel-if-status-changed"
  | "close-entries-if-status-changed";

interface Cells {
  nobodyInside: Cell;
  maybeInside: Cell;
}

const both = (cell: Cell): Cells => ({ nobodyInside: cell, maybeInside: cell });

/** The table of `appointmentChanged`: intent × status of the meeting (`none`: there is none) × somebody inside. */
const appointmentChange = {
  confirmed: {
    none: both("create"),
    pending: both("change"),
    failed: both("change"),
    scheduled: { nobodyInside: "change", maybeInside: "defer" },
    started: both("defer"),
    ended: { nobodyInside: "revive-if-moved-ahead", maybeInside: "defer" },
    missed: { nobodyInside: "revive-if-moved-ahead", maybeInside: "defer" },
    cancelled: both("revive-if-wanted-anew"),
  },
  withdrawn: {
    none: both("record"),
    pending: both("cancel-if-status-changed"),
    failed: both("cancel-if-status-changed"),
    scheduled: {
      nobodyInside: "cancel-if-status-changed",
      maybeInside: "close-entries-if-status-changed",
    },
    started: both("close-entries-if-status-changed"),
    ended: { nobodyInside: "record", maybeInside: "close-entries-if-status-changed" },
    missed: { nobodyInside: "record", maybeInside: "close-entries-if-status-changed" },
    cancelled: both("record"),
  },
  finished: {
    none: both("record"),
    pending: both("record"),
    failed: both("record"),
    scheduled: both("record"),
    started: both("record"),
    ended: both("record"),
    missed: both("record"),
    cancelled: both("record"),
  },
} as const satisfies Record<AppointmentIntent, Record<MeetingStatus | "none", Cells>>;

export interface ChangeFacts {
  intent: AppointmentIntent;
  meeting: MeetingStatus | "none";
  inside: boolean;
  /** The window of the slot in question has closed: the new one for a confirmation, else the meeting's. */
  slotIsOver: boolean;
  /** The new slot begins after now and is not the meeting's present one. */
  movedAhead: boolean;
  statusChanged: boolean;
  /** Status, start or doctor changed. */
  wantedAnew: boolean;
}

export function consequenceOf(facts: ChangeFacts): Consequence {
  if (facts.slotIsOver) return "record";
  const cells: Cells = appointmentChange[facts.intent][facts.meeting];
  const cell = facts.inside ? cells.maybeInside : cells.nobodyInside;
  switch (cell) {
    case "revive-if-wanted-anew":
      return facts.wantedAnew ? "revive" : "record";
    case "revive-if-moved-ahead":
      return facts.movedAhead ? "revive" : "record";
    case "cancel-if-status-changed":
      return facts.statusChanged ? "cancel" : "record";
    case "close-entries-if-status-changed":
      return facts.statusChanged ? "close-entries" : "record";
    default:
      return cell;
  }
}
