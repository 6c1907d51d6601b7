import type { ReadDelivery } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { readDelivery, type ZoomDelivery } from "../../zoom/events.ts";

/** Decrypts and reads a delivery of the inbox; null also when its body was forgotten. @throws when it was altered, or its key is not at hand */
export const readStoredDelivery = (
  deps: Pick<Deps, "encryption">,
  delivery: Pick<ReadDelivery, "id" | "body">,
): ZoomDelivery | null => {
  const body = bodyOf(deps, delivery);
  return body === null ? null : readDelivery(body);
};

/** The body as Zoom sent it; null once it was forgotten, or its patient was erased. */
export const bodyOf = (
  { encryption }: Pick<Deps, "encryption">,
  { id, body }: Pick<ReadDelivery, "id" | "body">,
): string | null => body && encryption.unseal(bodyPlaceOf(id), body);

export const bodyPlaceOf = (id: string) => ({ record: "webhook_deliveries", column: "body", id });
