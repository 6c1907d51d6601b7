import {
  type Database,
  deleteAgain,
  findArchivedMeeting,
  findReferences,
  isArchivedZoomId,
  lockFreeMeetings,
  lockMeeting,
  lockZoomId,
  type MeetingWithPeople,
  markDeliveries,
  meetingOfMarker,
  type ReadDelivery,
  type Sealed,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { effectOf, provesLife } from "../../domain/event-effects.ts";
import { findMarker } from "../../domain/marker.ts";
import { isSealed } from "../../encryption.ts";
import { refreshVisits } from "../visits/refresh-visits.ts";
import { bodyPlaceOf, readStoredDelivery } from "./read-stored-delivery.ts";

export interface Applied {
  /** The new state of each delivery. */
  states: { delivery: ReadDelivery; state: ReadDelivery["state"]; meetingId?: string }[];
  /** Meetings that have to be compared with Zoom. */
  toSync: string[];
  /** Deliveries whose meeting somebody else holds: to be applied apart, where waiting for it holds up no other. */
  left: ReadDelivery[];
}

const batchStates = ["applied", "stored", "unmatched", "received"] as const;
type BatchState = (typeof batchStates)[number];

/**
 * Applies deliveries about any number of Zoom meetings. Of several, none waits for a meeting: one that another transaction
 * holds is left out. Meetings are locked before Zoom ids, and these in their order, so that there is no deadlock. One of
 * another Zoom account than ours is stored.
 */
export async function applyBatch(
  deps: Deps,
  trx: Transaction<Database>,
  deliveries: readonly ReadDelivery[],
): Promise<Applied> {
  if (deliveries.length === 0) return { states: [], toSync: [], left: [] };
  const { ours = [], another = [] } = Object.groupBy(deliveries, ({ account_id }) =>
    account_id === null || account_id === deps.config.zoom.accountId ? "ours" : "another",
  );
  const byZoomId = Map.groupBy(ours, ({ zoom_meeting_id }) => zoom_meeting_id);
  const aboutNone = byZoomId.get(null) ?? [];
  const zoomIds = [...byZoomId.keys()].filter((id) => id !== null).sort();
  const meetingOf = new Map(
    (await findReferences(trx, zoomIds)).map(({ zoom_meeting_id, meeting_id }) => [
      zoom_meeting_id,
      meeting_id,
    ]),
  );
  const about = (zoomId: string) => byZoomId.get(zoomId) ?? [];
  const knownIds = zoomIds.filter((zoomId) => meetingOf.has(zoomId));
  const byMeeting = Map.groupBy(knownIds, (zoomId) => meetingOf.get(zoomId) ?? "");
  const ofMeeting = (meetingId: string) => (byMeeting.get(meetingId) ?? []).flatMap(about);

  const outcomes: Record<BatchState, ReadDelivery[]> = {
    applied: [],
    stored: [...another, ...aboutNone],
    unmatched: [],
    received: [],
  };
  const toSync: string[] = [];
  const alone = zoomIds.length <= 1;
  const rows = await hold(trx, [...byMeeting.keys()], alone);
  const held = new Set(rows.map(({ id }) => id));
  const notHeld = [...byMeeting.keys()].filter((id) => !held.has(id)).flatMap(ofMeeting);
  // Alone it was waited for: what is not there then has gone into the archive.
  if (alone) outcomes.stored.push(...notHeld);

  const toRefresh: MeetingWithPeople[] = [];
  const bodies: KeptBodies = new Map();
  for (const row of rows) {
    const deliveriesOfMeeting = ofMeeting(row.id);
    for (const delivery of deliveriesOfMeeting) sealForPatient(deps, row, delivery, bodies);
    const doing = (effect: ReturnType<typeof effectOf>) =>
      deliveriesOfMeeting.filter(({ event }) => effectOf(event) === effect);
    outcomes.stored.push(...doing("stored"));
    outcomes.applied.push(...doing("visit"), ...doing("reconcile"));
    if (doing("visit").length > 0) toRefresh.push(row);
    const spoke = await deleteSpeaking(trx, deliveriesOfMeeting);
    if (spoke || doing("reconcile").length > 0) toSync.push(row.id);
  }
  for (const zoomId of zoomIds.filter((id) => !meetingOf.has(id))) {
    const { state, meetings } = await meetUnknown(deps, trx, zoomId, about(zoomId), bodies);
    outcomes[state].push(...about(zoomId));
    toSync.push(...meetings);
  }

  const states: Applied["states"] = [];
  for (const state of batchStates) {
    const marked = outcomes[state];
    await markDeliveries(
      trx,
      marked.map((delivery) => ({ id: delivery.id, body: bodies.get(delivery.id) })),
      state,
    );
    states.push(
      ...marked.map((delivery) => ({
        delivery,
        state,
        meetingId: meetingOf.get(delivery.zoom_meeting_id ?? ""),
      })),
    );
  }
  if (toRefresh.length > 0) await refreshVisits(deps, trx, toRefresh);
  return { states, toSync, left: alone ? [] : notHeld };
}

type KeptBodies = Map<string, Sealed | null>;

/** From here on the body is under the patient's key, since it says who was there. Of an erased one nothing is kept. */
function sealForPatient(
  { encryption }: Deps,
  { patient_key }: Pick<MeetingWithPeople, "patient_key">,
  { id, body }: ReadDelivery,
  bodies: KeptBodies,
): void {
  if (body === null || isSealed(body)) return;
  if (patient_key === null) bodies.set(id, null);
  else
    bodies.set(
      id,
      encryption.seal(patient_key, bodyPlaceOf(id), encryption.unseal(bodyPlaceOf(id), body) ?? ""),
    );
}

async function hold(
  trx: Transaction<Database>,
  meetingIds: readonly string[],
  alone: boolean,
): Promise<MeetingWithPeople[]> {
  const [only] = meetingIds;
  if (only === undefined) return [];
  if (!alone) return lockFreeMeetings(trx, meetingIds);
  const row = await lockMeeting(trx, only);
  return row ? [row] : [];
}

/** A Zoom meeting that was deleted and is heard of again (recovered in the portal, or running) is deleted again. */
async function deleteSpeaking(
  trx: Transaction<Database>,
  deliveries: readonly ReadDelivery[],
): Promise<boolean> {
  let again = false;
  for (const { zoom_meeting_id, event, event_ts, received_at } of deliveries) {
    if (zoom_meeting_id === null || !provesLife(event)) continue;
    const heardAt = event_ts === null ? received_at : new Date(event_ts);
    again = (await deleteAgain(trx, zoom_meeting_id, heardAt)) || again;
  }
  return again;
}

/** Nobody knows this id yet: an answer of Zoom's that says it is ours may still be on its way. */
async function meetUnknown(
  deps: Deps,
  trx: Transaction<Database>,
  zoomMeetingId: string,
  deliveries: readonly ReadDelivery[],
  bodies: KeptBodies,
): Promise<{ state: "unmatched" | "received" | "stored"; meetings: string[] }> {
  await lockZoomId(trx, zoomMeetingId);
  if ((await findReferences(trx, [zoomMeetingId])).length > 0) return { state: "received", meetings: [] };
  if (await isArchivedZoomId(trx, zoomMeetingId)) {
    const archived = await findArchivedMeeting(trx, { zoomMeetingId });
    if (archived) for (const delivery of deliveries) sealForPatient(deps, archived, delivery, bodies);
    await deleteSpeaking(trx, deliveries);
    return { state: "stored", meetings: [] };
  }
  const meetings: string[] = [];
  for (const delivery of deliveries.filter(({ event }) => event === "meeting.created")) {
    const meetingId = await meetingOfMarker(trx, markerIn(deps, delivery) ?? "");
    if (meetingId) meetings.push(meetingId);
  }
  return { state: "unmatched", meetings };
}

function markerIn(deps: Deps, delivery: ReadDelivery): string | null {
  const topic = readStoredDelivery(deps, delivery)?.topic;
  return topic ? findMarker(deps.config.deploymentId, topic) : null;
}
