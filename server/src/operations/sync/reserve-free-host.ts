import {
  busyRanges,
  changeAttentions,
  isHostFree,
  lockHosts,
  lockMeetingRow,
  openEntryAt,
  referencesOf,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import { opensAt } from "../../domain/join-window.ts";
import { markerOf } from "../../domain/marker.ts";
import { transact } from "../transact.ts";
import type { SyncRun } from "./sync-run.ts";

/**
 * Takes the wanted Zoom user for the slot, under the constraint. A meeting that lies under another one is to be
 * created again under this one, unless somebody may be inside.
 */
export async function reserveFreeHost({ deps, lease }: SyncRun): Promise<boolean> {
  const { config } = deps;
  const host = lease.zoom_host ?? lease.host_email;
  const slot = { start: lease.start_time, duration: lease.duration };
  const busy = busyRanges([slot], config.sync.hostBufferMinutes);
  return transact(deps, async (trx) => {
    const row = await lockMeetingRow(trx, lease.id);
    await lockHosts(trx, [host]);
    if (!row || row.fence !== lease.fence || row.revision !== lease.revision) return false;
    if (!(await isHostFree(trx, host, busy, lease.id))) return false;
    const current = (await referencesOf(trx, lease.id)).find((reference) => reference.state === "current");
    const lies = current !== undefined && current.generation === row.generation;
    const elsewhere = lies && current.host !== host;
    if (elsewhere && (await openEntryAt(trx, row, opensAt(slot, config.joinWindow)))) return false;
    const generation = row.generation + 1;
    const taken = {
      zoom_host: host,
      busy,
      ...(elsewhere && {
        generation,
        marker: markerOf(config.deploymentId, row.appointment_id, generation),
      }),
    };
    await updateMeetingRow(trx, lease.id, taken);
    if (row.attentions.includes("no-host")) await changeAttentions(trx, lease.id, { clear: ["no-host"] });
    Object.assign(lease, taken);
    return true;
  });
}
