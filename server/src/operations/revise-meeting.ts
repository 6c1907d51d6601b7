import {
  busyRange,
  type Database,
  isHostFree,
  lockHosts,
  type MeetingWithPeople,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { markerOf } from "../domain/marker.ts";
import { dueNow, freshSlot, type NewWish, slotTaken } from "./new-generation.ts";

/**
 * Changes a pending, scheduled or failed meeting in place: the row first, Zoom after it. Another doctor gets a
 * meeting of their own at Zoom (a new generation under the same patient's link), unless somebody may be inside.
 */
export async function reviseMeeting(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  wish: NewWish,
  whenTaken: "refuse" | "no-host",
  options: { keepZoomHost?: boolean } = {},
): Promise<void> {
  const { config, encryption } = deps;
  const otherSlot =
    wish.slot.start.getTime() !== row.start_time.getTime() || wish.slot.duration !== row.duration;
  const host = options.keepZoomHost ? (row.zoom_host ?? wish.hostEmail) : wish.hostEmail;
  const otherHost = row.zoom_host !== null && row.zoom_host !== host;
  const busy = busyRange(wish.slot.start, wish.slot.duration, config.sync.hostBufferMinutes);
  await lockHosts(trx, [row.zoom_host, host]);
  const free = await isHostFree(trx, host, busy, row.id);
  if (!free && whenTaken === "refuse") throw slotTaken();

  const rehost = otherHost && free;
  const generation = rehost ? row.generation + 1 : row.generation;
  await updateMeeting(trx, row.id, {
    ...dueNow,
    ...(otherSlot && freshSlot(wish.slot, config.joinWindow)),
    topic: encryption.encrypt({ record: "zoom_meetings", column: "topic", id: row.id }, wish.topic),
    timezone: wish.timezone,
    host_email: wish.hostEmail,
    zoom_host: free ? host : row.zoom_meeting_id ? row.zoom_host : null,
    busy: free ? busy : null,
    attention: free ? null : "no-host",
    refusal: null,
    status: row.status === "failed" ? "pending" : row.status,
    ...(rehost && { generation, marker: markerOf(config.deploymentId, row.appointment_id, generation) }),
    revision: row.revision + 1,
  });
}
