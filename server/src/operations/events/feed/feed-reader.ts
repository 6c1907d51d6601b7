import { currentFeedEpoch, type Db, listenTo, readFeedEdge } from "@patientcare/zoom-db";
import type { DatabaseState } from "../../../telemetry/database-state.ts";
import { readEvents } from "./read-events.ts";
import { createRecentEvents, type RecentEvents } from "./recent-events.ts";

const pollMs = 1_000;
const firstRetryMs = 10;
const mostRecentEvents = 1_000;

/** Reads the feed once for the whole process. */
export interface FeedReader {
  epoch(): string;
  recent(): RecentEvents;
  stop(): Promise<void>;
}

/** `onEvents` is called when there are new events, and when the epoch has changed. */
export async function openFeedReader(
  db: Db,
  databaseUrl: string,
  databaseState: DatabaseState,
  onEvents: () => void,
): Promise<FeedReader> {
  let epoch = await currentFeedEpoch(db);
  let recent = createRecentEvents(await readFeedEdge(db), mostRecentEvents);
  let stopped = false;
  let notified = false;
  let endPause = (): void => {};

  const wake = (): void => {
    notified = true;
    endPause();
  };
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const readAll = async (): Promise<boolean> => {
    for (;;) {
      const into = recent;
      const page = await readEvents(db, into.head);
      into.append(page, Date.now());
      if (page.events.length > 0) onEvents();
      if (!page.more) return page.heldBack;
    }
  };
  const run = async (): Promise<void> => {
    let heldBackMs = firstRetryMs;
    while (!stopped) {
      notified = false;
      let pauseMs = pollMs;
      try {
        // Events that wait for another transaction are read again soon: the end of that one may notify nobody.
        const heldBack = await readAll();
        if (heldBack) pauseMs = Math.min(heldBackMs, pollMs);
        heldBackMs = heldBack ? heldBackMs * 2 : firstRetryMs;
      } catch (error) {
        databaseState.report(error, "The feed could not be read; it is tried again");
      }
      if (!notified && !stopped) await pause(pauseMs);
    }
  };
  const checkEpoch = async (): Promise<void> => {
    try {
      const now = await currentFeedEpoch(db);
      if (now === epoch) return;
      recent = createRecentEvents(await readFeedEdge(db), mostRecentEvents);
      epoch = now;
      onEvents();
    } catch (error) {
      databaseState.report(error, "The feed's epoch could not be read; the feed goes on as it was");
    }
  };
  const listening = listenTo(databaseUrl, {
    channel: "meeting_events",
    onNotify: wake,
    // A connection that broke may stand to another database now.
    onConnected: () => void checkEpoch().then(wake),
  });
  const running = run();

  return {
    epoch: () => epoch,
    recent: () => recent,
    async stop() {
      stopped = true;
      endPause();
      await Promise.all([listening.stop(), running]);
    },
  };
}
