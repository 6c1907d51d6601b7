import { type Database, insertDeliveries, type PersonKey, type SessionRow } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { newId } from "../../new-id.ts";
import { bodyPlaceOf } from "../deliveries/read-stored-delivery.ts";
import type { QueriedEvent } from "./queried-events.ts";

/** An answer of Zoom in the form of a delivery. */
export interface QueriedDelivery {
  event: string;
  instances: true;
  payload: object;
}

/** A fact about one session that Zoom was asked for. */
export const sessionFact = (
  event: QueriedEvent,
  { zoom_meeting_id: id, zoom_uuid: uuid }: Pick<SessionRow, "zoom_meeting_id" | "zoom_uuid">,
  at: Date,
): QueriedDelivery => ({ event, instances: true, payload: { object: { id, uuid, date_time: at } } });

/** Stores Zoom's answers beside the deliveries, as facts of the same kind; one that is there already adds nothing. */
export async function storeQueried(
  { encryption }: Deps,
  trx: Transaction<Database>,
  { zoomMeetingId, patientKey }: { zoomMeetingId: string; patientKey: PersonKey | null },
  queried: readonly QueriedDelivery[],
): Promise<void> {
  // Of an erased patient nothing new is kept.
  if (patientKey === null) return;
  const rows = queried.map((delivery) => {
    const id = newId();
    const body = JSON.stringify(delivery);
    const bodyHash = encryption.keyedHash("delivery-body", body).toString("hex");
    return {
      id,
      body_hash: bodyHash,
      content_key: bodyHash,
      zoom_meeting_id: zoomMeetingId,
      event: delivery.event,
      event_ts: null,
      account_id: null,
      body: encryption.seal(patientKey, bodyPlaceOf(id), body),
      state: "applied" as const,
    };
  });
  await insertDeliveries(trx, rows);
}
