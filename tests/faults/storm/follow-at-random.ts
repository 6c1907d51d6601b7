import { currentFeedEpoch, type Db } from "@patientcare/zoom-db";
import { eventIds, rowOf } from "../../support/event-ids.ts";
import type { Replicas } from "./open-replicas.ts";

export interface Following {
  /** The rows of the events seen, in the order they came. */
  seen: string[];
  connections: number;
  stop(): Promise<void>;
}

const maxConnectionMs = 1_500;

/** Follows every event from the first one on; breaks off at random moments and goes on at another replica. */
export async function followAtRandom(
  db: Db,
  { replicas, replicaCount, random }: { replicas: Replicas; replicaCount: number; random: () => number },
): Promise<Following> {
  const nothingYet = { xid: "0", id: "00000000-0000-0000-0000-000000000000" };
  let lastEventId = eventIds.write({ epoch: await currentFeedEpoch(db), ...nothingYet });
  let stopped = false;
  let breakOff = () => {};
  const following: Following = { seen: [], connections: 0, stop };

  const follow = async () => {
    while (!stopped) {
      const connection = new AbortController();
      breakOff = () => connection.abort();
      const timer = setTimeout(breakOff, random() * maxConnectionMs);
      following.connections += 1;
      const { lifecycle } = replicas.serviceAt(Math.floor(random() * replicaCount));
      for await (const event of lifecycle.events({ lastEventId }, { signal: connection.signal })) {
        following.seen.push(rowOf(event));
        lastEventId = event.id;
      }
      clearTimeout(timer);
    }
  };
  const running = follow();
  // Said by whoever stops it.
  running.catch(() => {});

  async function stop(): Promise<void> {
    stopped = true;
    breakOff();
    await running;
  }
  return following;
}
