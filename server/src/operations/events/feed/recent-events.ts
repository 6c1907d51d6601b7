import { compareFeedPositions, type FeedPosition } from "@patientcare/zoom-db";
import type { EventPage, VisibleEvent } from "./read-events.ts";

export interface RecentEvents {
  /** Everything up to here was read. */
  readonly head: FeedPosition;
  append(page: EventPage, readAt: number): void;
  /**
   * At most `limit` events after a position; null where some of them are no longer kept, or were read before `notBefore`
   * (whose meetings they are may have changed since).
   */
  after(position: FeedPosition, limit: number, notBefore: number): Pick<EventPage, "events" | "end"> | null;
}

interface Kept {
  event: VisibleEvent;
  readAt: number;
}

/** The newest events of the feed in memory, once for all subscribers of the process. */
export function createRecentEvents(start: FeedPosition, most: number): RecentEvents {
  const kept: Kept[] = [];
  let floor = start;
  let head = start;

  return {
    get head() {
      return head;
    },
    append({ events, end }, readAt) {
      kept.push(...events.map((event) => ({ event, readAt })));
      const last = kept.splice(0, kept.length - most).at(-1);
      if (last) floor = last.event;
      head = end;
    },
    after(position, limit, notBefore) {
      if (compareFeedPositions(position, floor) < 0) return null;
      const from = firstAfter(kept, position);
      if ((kept[from]?.readAt ?? notBefore) < notBefore) return null;
      const events = kept.slice(from, from + limit).map(({ event }) => event);
      const last = events.at(-1);
      return { events, end: last && from + limit < kept.length ? last : head };
    },
  };
}

function firstAfter(kept: readonly Kept[], position: FeedPosition): number {
  let [low, high] = [0, kept.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = kept[middle]?.event;
    if (event && compareFeedPositions(event, position) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
