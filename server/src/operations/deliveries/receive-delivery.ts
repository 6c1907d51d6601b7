import { hash } from "node:crypto";
import type { Deps } from "../../deps.ts";
import { newId } from "../../new-id.ts";
import type { DeliveryHead } from "../../zoom/events.ts";

/** Puts a verified delivery into the inbox; when this returns it is durable. */
export async function receiveDelivery(deps: Deps, body: Buffer, delivery: DeliveryHead): Promise<void> {
  const id = newId();
  await deps.storeDelivery({
    id,
    body_hash: hash("sha256", body),
    content_key: contentKeyOf(delivery),
    zoom_meeting_id: delivery.zoomMeetingId,
    event: delivery.event,
    event_ts: delivery.eventTs,
    account_id: delivery.accountId,
    body: deps.encryption.encrypt({ record: "webhook_deliveries", column: "body", id }, body),
    state: "received",
  });
}

/** Equal for deliveries that tell the same thing in other bytes. */
function contentKeyOf({ event, eventTs, zoomMeetingId, uuid, participant }: DeliveryHead): string {
  const content = [
    event,
    eventTs,
    zoomMeetingId,
    uuid,
    participant?.userId,
    participant?.participantUuid,
    participant?.id,
  ];
  return hash("sha256", JSON.stringify(content));
}
