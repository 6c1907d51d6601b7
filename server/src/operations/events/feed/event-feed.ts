import {
  compareFeedPositions,
  type Db,
  type FeedPosition,
  feedPageSize,
  readFeedEdge,
} from "@patientcare/zoom-db";
import type { DatabaseState } from "../../../telemetry/database-state.ts";
import { type FeedReader, openFeedReader } from "./feed-reader.ts";
import { limitAtOnce } from "./limit-at-once.ts";
import { type EventPage, readEvents } from "./read-events.ts";

const mostReadsAtOnce = 2;

/** Which events somebody follows. */
interface Following {
  /** The epoch of the position; the feed ends with it. */
  epoch: string;
  meetingId?: string;
  /** Milliseconds for which the owner of a meeting may be out of date; no limit by default. */
  ownersGoodForMs?: number;
}

export interface EventFeed {
  /** The epoch that positions belong to; another one after a restore. */
  epoch(): Promise<string>;
  /** The position that everything lies behind that is committed from now on. */
  edge(): Promise<FeedPosition>;
  /**
   * The next events after a position, as soon as there are any; null when the feed ends, or the signal says so. A page
   * may hold events of other meetings than the one followed.
   */
  next(
    after: FeedPosition,
    following: Following,
    signal: AbortSignal,
  ): Promise<Pick<EventPage, "events" | "end"> | null>;
  /** Ends what waits, now and later. */
  end(): void;
  stop(): Promise<void>;
}

/**
 * One reader per process, whoever subscribes: woken by NOTIFY, and each second without it. Those who are behind what it
 * keeps in memory read for themselves, a page at a time and few at once.
 */
export function createEventFeed(db: Db, databaseUrl: string, databaseState: DatabaseState): EventFeed {
  const readInTurn = limitAtOnce(mostReadsAtOnce);
  let waiting = new Set<() => void>();
  let opened: Promise<FeedReader> | undefined;
  let ended = false;

  const wakeAll = (): void => {
    const woken = waiting;
    waiting = new Set();
    for (const wake of woken) wake();
  };
  const open = (): Promise<FeedReader> => {
    opened ??= openFeedReader(db, databaseUrl, databaseState, wakeAll).catch((error) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const wait = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });

  return {
    epoch: async () => (await open()).epoch(),
    async edge() {
      await open();
      return readFeedEdge(db);
    },
    async next(after, { epoch, meetingId, ownersGoodForMs = Number.POSITIVE_INFINITY }, signal) {
      const reader = await open();
      let position = after;
      while (!ended && !signal.aborted && reader.epoch() === epoch) {
        const { head } = reader.recent();
        if (compareFeedPositions(position, head) >= 0) {
          await wait(signal);
          continue;
        }
        const notBefore = Date.now() - ownersGoodForMs;
        const page =
          reader.recent().after(position, feedPageSize, notBefore) ??
          (await readInTurn(() => readEvents(db, position, meetingId)));
        if (page.events.length > 0) return page;
        // It saw all that the head had seen, and found nothing.
        position = head;
      }
      return null;
    },
    end() {
      ended = true;
      wakeAll();
    },
    async stop() {
      ended = true;
      wakeAll();
      await (await opened?.catch(() => undefined))?.stop();
    },
  };
}
