import {
  busyRanges,
  type Database,
  isHostFree,
  lockHosts,
  type MeetingWithPeople,
  makeHostlessDue,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Slot } from "../../domain/join-window.ts";

/**
 * Books the slot of a change that waits beside the present one, so that nobody else gets it on the same host; null
 * gives it up. Where it is taken, the change finds its host when it is applied.
 */
export async function bookDeferredSlot(
  { config }: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  deferred: Slot | null,
): Promise<void> {
  if (row.busy === null || row.zoom_host === null) return;
  const ranges = (slots: Slot[]) => busyRanges(slots, config.sync.hostBufferMinutes);
  const present = { start: row.start_time, duration: row.duration };
  await lockHosts(trx, [row.zoom_host]);
  const isFree = deferred !== null && (await isHostFree(trx, row.zoom_host, ranges([deferred]), row.id));
  await updateMeetingRow(trx, row.id, { busy: ranges(isFree ? [present, deferred] : [present]) });
  if (!isFree) await makeHostlessDue(trx, row.zoom_host);
}
