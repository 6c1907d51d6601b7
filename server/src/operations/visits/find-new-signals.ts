import type { MeetingWithPeople, RecordedEvent } from "@patientcare/zoom-db";
import { closesAt, type JoinWindow } from "../../domain/join-window.ts";
import type { Evaluation, VisitFacts } from "../../domain/visit/evaluation.ts";
import { latest } from "../../domain/visit/intervals.ts";
import { newSignals, type SignalEvent } from "../../domain/visit/new-signals.ts";
import { nextSignalAt, signalsOf } from "../../domain/visit/signals.ts";
import type { Wait } from "../../domain/visit/waiting.ts";

interface EvaluatedFacts extends VisitFacts, Evaluation {
  window: JoinWindow;
  waits: readonly Wait[];
  redirects: readonly Date[];
}

/**
 * The signals of a visit that were not emitted yet, with corrections of those that no longer hold; and
 * when the clock alone may add to it.
 */
export function findNewSignals(
  row: MeetingWithPeople,
  visit: EvaluatedFacts,
  events: readonly RecordedEvent[],
): { signals: SignalEvent[]; next: Date | null } {
  const { slot, window, zoomCheckedAt, redirects } = visit;
  const isOver = visit.status === "ended" || visit.status === "missed";
  const settled = isOver && zoomCheckedAt !== null && zoomCheckedAt >= closesAt(slot, window);
  const snapshot = {
    ...visit,
    patientRedirects: redirects,
    expectedFrom: latest(slot.start, row.created_at),
    settled,
    now: row.now,
  };
  const emitted = events
    .filter(({ effect_key }) => effect_key.startsWith("signal:"))
    .map(({ effect_key, type, data }) => ({ effectKey: effect_key, type, data }));
  return {
    signals: newSignals(signalsOf(snapshot), emitted, slot.start, {
      settled,
      zoomSilent: visit.zoomSilent,
      now: row.now,
    }),
    next: row.now < closesAt(slot, window) ? nextSignalAt(snapshot) : null,
  };
}
