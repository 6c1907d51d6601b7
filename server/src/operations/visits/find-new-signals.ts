import type { MeetingWithPeople, ToldEvent } from "@patientcare/zoom-db";
import { closesAt, type JoinWindow } from "../../domain/join-window.ts";
import type { Verdict, VisitFacts } from "../../domain/visit/evaluation.ts";
import { later } from "../../domain/visit/intervals.ts";
import { type FindingEvent, findingNews } from "../../domain/visit/new-signals.ts";
import { findingsOf, nextFindingAt } from "../../domain/visit/signals.ts";
import type { Wait } from "../../domain/visit/waiting.ts";

interface Judged extends VisitFacts, Verdict {
  window: JoinWindow;
  waits: readonly Wait[];
  passages: readonly Date[];
}

/**
 * What the facts of a visit say besides its status and was not told yet, with corrections of what no longer holds; and
 * when the clock alone may add to it.
 */
export function findNews(
  row: MeetingWithPeople,
  judged: Judged,
  events: readonly ToldEvent[],
): { news: FindingEvent[]; next: Date | null } {
  const { slot, window, askedAt, passages } = judged;
  const isOver = judged.status === "ended" || judged.status === "missed";
  const settled = isOver && askedAt !== null && askedAt >= closesAt(slot, window);
  const scene = {
    ...judged,
    patientPassages: passages,
    expectedFrom: later(slot.start, row.created_at),
    settled,
    now: row.now,
  };
  const told = events
    .filter(({ effect_key }) => effect_key.startsWith("found:"))
    .map(({ effect_key, type, data }) => ({ effectKey: effect_key, type, data }));
  return {
    news: findingNews(findingsOf(scene), told, slot.start, { settled, now: row.now }),
    next: row.now < closesAt(slot, window) ? nextFindingAt(scene) : null,
  };
}
