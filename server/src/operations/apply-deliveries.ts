import {
  type Database,
  type DeliveryRow,
  findReference,
  isArchivedZoomId,
  lockMeeting,
  lockZoomId,
  makeDue,
  markDeliveries,
  meetingOfMarker,
  recordFailedTry,
  takeWaitingDeliveries,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { findMarker } from "../domain/marker.ts";
import { describeError } from "../log.ts";
import { readDelivery } from "../zoom/events.ts";
import { isVisitEvent } from "./read-visit-facts.ts";
import { refreshVisit } from "./refresh-visit.ts";

const mostTries = 10;
const lookAtZoom = new Set([
  "meeting.created",
  "meeting.updated",
  "meeting.deleted",
  "meeting.permanently_deleted",
  "meeting.recovered",
]);

/** Works off the inbox until nothing waits; returns how many deliveries it took. */
export async function applyDeliveries(deps: Deps): Promise<number> {
  let count = 0;
  for (;;) {
    const taken = await applyNext(deps);
    if (taken === 0) return count;
    count += taken;
  }
}

/** The oldest delivery and all that wait for the same Zoom meeting, in one transaction. */
async function applyNext(deps: Deps): Promise<number> {
  let ids: string[] = [];
  const toSync = new Set<string>();
  try {
    const count = await deps.db.transaction().execute(async (trx) => {
      const taken = await takeWaitingDeliveries(trx);
      ids = taken.map((delivery) => delivery.id);
      const readable = taken.filter((delivery) => isReadable(deps, delivery));
      const unreadable = taken.filter((delivery) => !readable.includes(delivery));
      if (unreadable.length > 0) {
        deps.log.error({ count: unreadable.length }, "Deliveries cannot be read: check DATA_ENCRYPTION_KEYS");
        await recordFailedTry(trx, idsOf(unreadable), "Unreadable", mostTries);
      }
      if (readable.length === 0) return 0;
      const state = await applyTogether(deps, trx, readable, toSync);
      for (const { event } of readable)
        deps.metrics.deliveriesApplied.inc({ event: knownEvent(event), state });
      return readable.length;
    });
    for (const meetingId of toSync) await wakeSync(deps, meetingId);
    return count;
  } catch (error) {
    deps.log.error(
      { ...describeError(error), count: ids.length },
      "Deliveries could not be applied; they are tried again",
    );
    if (ids.length === 0) throw error;
    await recordFailedTry(deps.db, ids, describeError(error).errorName ?? "Error", mostTries);
    return 0;
  }
}

async function applyTogether(
  deps: Deps,
  trx: Transaction<Database>,
  deliveries: readonly DeliveryRow[],
  toSync: Set<string>,
): Promise<DeliveryRow["state"]> {
  const keepAs = async (state: DeliveryRow["state"]) => {
    await markDeliveries(trx, idsOf(deliveries), state);
    return state;
  };
  const zoomMeetingId = deliveries[0]?.zoom_meeting_id;
  if (!zoomMeetingId) return keepAs("stored");
  const reference = await findReference(trx, zoomMeetingId);
  if (!reference && (await isArchivedZoomId(trx, zoomMeetingId))) return keepAs("stored");
  if (!reference) return keepAs(await stateWhileUnknown(deps, trx, zoomMeetingId, deliveries, toSync));
  const row = await lockMeeting(trx, reference.meeting_id);
  if (!row) return keepAs("stored");
  await markDeliveries(trx, idsOf(deliveries), "applied");
  if (deliveries.some(({ event }) => isVisitEvent(event))) await refreshVisit(deps, trx, row);
  if (deliveries.some(({ event }) => lookAtZoom.has(event))) toSync.add(row.id);
  return "applied";
}

/** Nobody knows this id yet: an answer of Zoom's that says it is ours may still be on its way. */
async function stateWhileUnknown(
  deps: Deps,
  trx: Transaction<Database>,
  zoomMeetingId: string,
  deliveries: readonly DeliveryRow[],
  toSync: Set<string>,
): Promise<"unmatched" | "received"> {
  await lockZoomId(trx, zoomMeetingId);
  if (await findReference(trx, zoomMeetingId)) return "received";
  for (const delivery of deliveries.filter(({ event }) => event === "meeting.created")) {
    const meetingId = await meetingOfMarker(trx, markerIn(deps, delivery) ?? "");
    if (meetingId) toSync.add(meetingId);
  }
  return "unmatched";
}

/** After the inbox's transaction: whoever stores a reference holds the meeting first and the Zoom id second. */
const wakeSync = (deps: Deps, meetingId: string): Promise<void> =>
  deps.db.transaction().execute(async (trx) => {
    await makeDue(trx, meetingId);
    await deps.queue.hintSync(trx, meetingId);
  });

const idsOf = (deliveries: readonly DeliveryRow[]) => deliveries.map((delivery) => delivery.id);

const contentOf = ({ encryption }: Deps, { id, body }: DeliveryRow) =>
  readDelivery(encryption.decrypt({ record: "webhook_deliveries", column: "body", id }, body));

/** One that was altered, or whose key is not at hand, holds up none of the others. */
function isReadable(deps: Deps, delivery: DeliveryRow): boolean {
  try {
    return contentOf(deps, delivery) !== null;
  } catch {
    return false;
  }
}

function markerIn(deps: Deps, delivery: DeliveryRow): string | null {
  const topic = contentOf(deps, delivery)?.topic;
  return topic ? findMarker(deps.config.deploymentId, topic) : null;
}

// Event names come from outside: an unknown one must not become a label of its own.
const knownEvent = (event: string) => (isVisitEvent(event) || lookAtZoom.has(event) ? event : "other");
