import { countDeliveries, type Db, type DeliveryFilter, requeueDeliveries } from "@patientcare/zoom-db";
import { SingleBar } from "cli-progress";

const atOnce = 500;
const beforeAll = "00000000-0000-0000-0000-000000000000";

/** Lets all deliveries that fit be applied once more, in small transactions; returns how many. */
export async function replay(db: Db, filter: DeliveryFilter, { limit }: { limit: number }): Promise<number> {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: "{bar} {value} of {total} deliveries", stream: process.stderr })
    : null;
  bar?.start(Math.min(limit, await countDeliveries(db, filter)), 0);
  let count = 0;
  let afterId = beforeAll;
  try {
    while (count < limit) {
      const step = await requeueDeliveries(db, filter, { afterId, limit: Math.min(atOnce, limit - count) });
      if (step.lastId === null) break;
      count += step.count;
      afterId = step.lastId;
      bar?.update(count);
    }
  } finally {
    bar?.stop();
  }
  return count;
}
