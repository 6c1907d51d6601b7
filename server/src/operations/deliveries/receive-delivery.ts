import type { Deps } from "../../deps.ts";
import { newId } from "../../new-id.ts";
import type { DeliveryHead } from "../../zoom/events.ts";
import { bodyPlaceOf } from "./read-stored-delivery.ts";

/** Puts a verified delivery into the inbox; when this returns it is durable. */
export async function receiveDelivery(deps: Deps, body: Buffer, delivery: DeliveryHead): Promise<void> {
  const id = newId();
  await deps.storeDelivery({
    id,
    body_hash: deps.encryption.keyedHash("delivery-body", body).toString("hex"),
    content_key: contentKeyOf(deps, delivery),
    zoom_meeting_id: delivery.zoomMeetingId,
    event: delivery.event,
    event_ts: delivery.eventTs,
    account_id: delivery.accountId,
    body: deps.encryption.encrypt(bodyPlaceOf(id), body),
    state: "received",
  });
}

/** Equal for deliveries that tell the same thing in other bytes. */
function contentKeyOf(
  { encryption }: Deps,
  { event, eventTs, zoomMeetingId, uuid, participant }: DeliveryHead,
): string {
  const content = [
    event,
    eventTs,
    zoomMeetingId,
    uuid,
    participant?.userId,
    participant?.participantUuid,
    participant?.id,
  ];
  return encryption.keyedHash("delivery-content", JSON.stringify(content)).toString("hex");
}
