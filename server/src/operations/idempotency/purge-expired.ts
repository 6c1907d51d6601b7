import { deleteExpiredKeys, deleteOldCounters } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";

const maxRowsAtOnce = 500;

/** Deletes what nobody asks for any more, a little at a time. */
export async function purgeExpired({ db }: Pick<Deps, "db">): Promise<void> {
  await deleteExpiredKeys(db, maxRowsAtOnce);
  await deleteOldCounters(db, maxRowsAtOnce);
}
