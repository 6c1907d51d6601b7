import type { DeliveryRow } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { readDelivery, type ZoomDelivery } from "../../zoom/events.ts";

/** Decrypts and reads a delivery of the inbox. @throws when it was altered, or its key is not at hand */
export const readStoredDelivery = (
  { encryption }: Pick<Deps, "encryption">,
  { id, body }: Pick<DeliveryRow, "id" | "body">,
): ZoomDelivery | null =>
  readDelivery(encryption.decrypt({ record: "webhook_deliveries", column: "body", id }, body));
