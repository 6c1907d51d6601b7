import { type Database, findingsTold, insertEvents, type MeetingWithPeople } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import { findingNews } from "../domain/finding-news.ts";
import { findingsOf, nextFindingAt } from "../domain/findings.ts";
import { later } from "../domain/intervals.ts";
import { closesAt, type JoinWindow } from "../domain/join-window.ts";
import type { Verdict, VisitFacts } from "../domain/visit.ts";
import type { Wait } from "../domain/waiting.ts";
import { newId } from "../new-id.ts";

interface Judged extends VisitFacts, Verdict {
  window: JoinWindow;
  waits: readonly Wait[];
  passages: readonly Date[];
}

/**
 * Appends what the facts of a visit say besides its status, once, and corrects what no longer holds. Returns when to
 * come again. News alone tells nothing yet: the clock comes by at once, when the news that came along is in as well.
 */
export async function tellFindings(
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  judged: Judged,
  because: "news" | "clock",
): Promise<Date | null> {
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
  const told = (await findingsTold(trx, row.id)).map(({ effect_key, type, data }) => ({
    effectKey: effect_key,
    type,
    data,
  }));
  const news = findingNews(findingsOf(scene), told, slot.start, { settled, now: row.now });
  const next = row.now < closesAt(slot, window) ? nextFindingAt(scene) : null;
  if (news.length === 0) return next;
  if (because === "news") return row.now;
  await insertEvents(
    trx,
    news.map(({ effectKey, type, at, data }) => ({
      id: newId(),
      meeting_id: row.id,
      effect_key: effectKey,
      type,
      occurred_at: at,
      source: "clock" as const,
      data: JSON.stringify(data),
    })),
  );
  return next;
}
