import type { MeetingStatus } from "@patientcare/zoom-db/unions";
import { isStillPossible, type JoinWindow, type Slot } from "../join-window.ts";
import { type Consequence, consequenceOf } from "./consequence.ts";
import {
  type Base,
  baseAfterAll,
  baseAfterStatus,
  changedFields,
  differsFrom,
  isSameVisit,
  mergeInto,
  type VisitFields,
} from "./merge.ts";
import { intentOf, type PlatformContent } from "./platform-content.ts";

/** The meeting's row as the decision sees it. */
export interface VisitState extends VisitFields {
  status: MeetingStatus;
  /** The appointment was cancelled while somebody was inside: no new entries. */
  closing: boolean;
}

export interface DecisionFacts {
  incoming: PlatformContent;
  base: Base;
  row: VisitState | null;
  inside: boolean;
  now: Date;
  window: JoinWindow;
}

export interface Decision {
  consequence: Consequence;
  /** The visit once the message is carried out; null where there is no row to merge into. */
  next: VisitFields | null;
  base: Base;
  statusChanged: boolean;
  /** The row is not as the message has it, also when everything is carried out. */
  differs: boolean;
}

/** The platform's newest message against the row and what of it reached the row before. */
export function decide({ incoming, base, row, inside, now, window }: DecisionFacts): Decision {
  const changed = changedFields(base, incoming);
  const statusChanged = changed.has("status");
  const intent = intentOf(incoming);
  const next = row && mergeInto(row, incoming, changed);
  const wanted = slotOf(next ?? incoming);
  const asked = intent === "confirmed" || !row ? wanted : slotOf(row);
  const found = consequenceOf({
    intent,
    meeting: row?.status ?? "none",
    inside,
    // Somebody inside may have stayed past the window: a change put off until then is carried out all the same.
    slotIsOver: !isStillPossible(asked, window, now) && !(intent === "withdrawn" && row?.closing),
    movedAhead: row !== null && wanted.start > now && next?.startTime !== row.startTime,
    statusChanged,
    wantedAnew: statusChanged || changed.has("startTime") || changed.has("doctor"),
  });
  // Nothing is left to wait for where the row is as the message has it.
  const consequence = found === "defer" && row && next && isSameVisit(row, next) ? "change" : found;
  return {
    consequence,
    next,
    base: baseAfter(consequence, base, incoming),
    statusChanged,
    differs: row !== null && next !== null && stillDiffers(consequence, incoming, row, next),
  };
}

const slotOf = ({ startTime, duration }: Pick<VisitFields, "startTime" | "duration">): Slot => ({
  start: new Date(startTime),
  duration,
});

function baseAfter(consequence: Consequence, base: Base, incoming: PlatformContent): Base {
  switch (consequence) {
    case "create":
    case "change":
    case "revive":
      return baseAfterAll(base, incoming);
    case "cancel":
    case "record":
      return baseAfterStatus(base, incoming);
    case "defer":
    case "close-entries":
      return base;
  }
}

function stillDiffers(
  consequence: Consequence,
  incoming: PlatformContent,
  row: VisitState,
  next: VisitFields,
): boolean {
  switch (consequence) {
    case "cancel":
    case "close-entries":
      return false;
    case "create":
    case "change":
    case "revive":
    case "defer":
      return differsFrom(incoming, "scheduled", next);
    case "record":
      return differsFrom(incoming, row.status, row);
  }
}
