import { purgeForeignDeliveries } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";

const lastRetrySeconds = 85 * 60;
const clockSkewSeconds = 300;
const maxIds = 500;
const maxRows = 2_000;

/**
 * Deletes deliveries about meetings that are not ours, once Zoom can no longer repeat them: a signature is good for
 * the tolerance, Zoom repeats for 85 minutes, and clocks differ. Returns how many deliveries went.
 */
export async function purgeDeliveries({ db, config, log }: Deps): Promise<number> {
  const olderThanSeconds = config.webhookToleranceSeconds + lastRetrySeconds + clockSkewSeconds;
  const count = await db
    .transaction()
    .execute((trx) => purgeForeignDeliveries(trx, { olderThanSeconds, maxIds, maxRows }));
  if (count > 0) log.info({ count }, "Deleted old deliveries that concern no meeting of ours");
  return count;
}
