import { countDeliveries, type Db, type DeliveryFilter, requeueDeliveries } from "@patientcare/zoom-db";
import { SingleBar } from "cli-progress";

const maxBatchSize = 500;
const lowestId = "00000000-0000-0000-0000-000000000000";

/** Lets all deliveries that fit be applied once more, in small transactions; returns how many. */
export async function replay(db: Db, filter: DeliveryFilter, { limit }: { limit: number }): Promise<number> {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: "{bar} {value} of {total} deliveries", stream: process.stderr })
    : null;
  bar?.start(Math.min(limit, await countDeliveries(db, filter)), 0);
  let count = 0;
  let afterId = lowestId;
  try {
    while (count < limit) {
      const batch = await requeueDeliveries(db, filter, {
        afterId,
        limit: Math.min(maxBatchSize, limit - count),
      });
      if (batch.lastId === null) break;
      count += batch.count;
      afterId = batch.lastId;
      bar?.update(count);
    }
  } finally {
    bar?.stop();
  }
  return count;
}
