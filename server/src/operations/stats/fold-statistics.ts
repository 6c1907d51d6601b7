import { foldStatistics, tryLockStatistics } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";

// Some tens of milliseconds in one transaction: the feed waits for transactions that write.
const batch = { maxMarks: 2_000, maxQuarters: 50 };

/**
 * Brings the statistics' cells up to date with the rows that changed, in one process at a time. Answers are exact without
 * it too, but dearer with each change that waits.
 */
export async function foldMarkedStatistics({
  db,
  isDraining,
}: Pick<Deps, "db" | "isDraining">): Promise<void> {
  const foldBatch = () =>
    db
      .transaction()
      .execute(async (trx) => ((await tryLockStatistics(trx)) ? foldStatistics(trx, batch) : 0));
  while (!isDraining() && (await foldBatch()) > 0);
}
