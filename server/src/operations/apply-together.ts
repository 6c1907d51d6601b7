import {
  type Database,
  type DeliveryRow,
  findReference,
  isArchivedZoomId,
  lockMeeting,
  lockZoomId,
  markDeliveries,
  meetingOfMarker,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { effectOf } from "../domain/event-effects.ts";
import { findMarker } from "../domain/marker.ts";
import { readStoredDelivery } from "./read-stored-delivery.ts";
import { refreshVisit } from "./refresh-visit.ts";

export interface Applied {
  /** What became of each delivery. */
  states: { delivery: DeliveryRow; state: DeliveryRow["state"] }[];
  /** Meetings that have to be compared with Zoom. */
  toSync: string[];
}

/** Deliveries about one Zoom meeting, or a single one about none. */
export async function applyTogether(
  deps: Deps,
  trx: Transaction<Database>,
  deliveries: readonly DeliveryRow[],
): Promise<Applied> {
  const applied: Applied = { states: [], toSync: [] };
  const mark = async (marked: readonly DeliveryRow[], state: DeliveryRow["state"]) => {
    await markDeliveries(
      trx,
      marked.map(({ id }) => id),
      state,
    );
    applied.states.push(...marked.map((delivery) => ({ delivery, state })));
  };
  const zoomMeetingId = deliveries[0]?.zoom_meeting_id;
  if (!zoomMeetingId) {
    await mark(deliveries, "stored");
    return applied;
  }
  const reference = await findReference(trx, zoomMeetingId);
  if (!reference) {
    const { state, toSync } = await meetUnknown(deps, trx, zoomMeetingId, deliveries);
    await mark(deliveries, state);
    applied.toSync.push(...toSync);
    return applied;
  }
  const row = await lockMeeting(trx, reference.meeting_id);
  const doing = (effect: ReturnType<typeof effectOf>) =>
    deliveries.filter(({ event }) => effectOf(event) === effect);
  await mark(row ? doing("stored") : deliveries, "stored");
  if (!row) return applied;
  await mark([...doing("visit"), ...doing("look")], "applied");
  if (doing("visit").length > 0) await refreshVisit(deps, trx, row);
  if (doing("look").length > 0) applied.toSync.push(row.id);
  return applied;
}

/** Nobody knows this id yet: an answer of Zoom's that says it is ours may still be on its way. */
async function meetUnknown(
  deps: Deps,
  trx: Transaction<Database>,
  zoomMeetingId: string,
  deliveries: readonly DeliveryRow[],
): Promise<{ state: "unmatched" | "received" | "stored"; toSync: string[] }> {
  await lockZoomId(trx, zoomMeetingId);
  if (await findReference(trx, zoomMeetingId)) return { state: "received", toSync: [] };
  if (await isArchivedZoomId(trx, zoomMeetingId)) return { state: "stored", toSync: [] };
  const toSync: string[] = [];
  for (const delivery of deliveries.filter(({ event }) => event === "meeting.created")) {
    const meetingId = await meetingOfMarker(trx, markerIn(deps, delivery) ?? "");
    if (meetingId) toSync.push(meetingId);
  }
  return { state: "unmatched", toSync };
}

function markerIn(deps: Deps, delivery: DeliveryRow): string | null {
  const topic = readStoredDelivery(deps, delivery)?.topic;
  return topic ? findMarker(deps.config.deploymentId, topic) : null;
}
