import { type Db, findDelivery, type ReadDelivery } from "@patientcare/zoom-db";
import type { Encryption } from "@patientcare/zoom-server/encryption.ts";
import { bodyOf } from "@patientcare/zoom-server/operations/deliveries/read-stored-delivery.ts";
import type { CommandConfig } from "../config.ts";
import { findEncryption } from "../find-encryption.ts";

/** One delivery as JSON, with its content by `withBody`. Null when there is none. @throws Error when it cannot be read */
export async function show(
  db: Db,
  id: string,
  { withBody, config }: { withBody: boolean; config: CommandConfig },
): Promise<string | null> {
  const delivery = await findDelivery(db, id);
  if (!delivery) return null;
  const { body, ...facts } = delivery;
  if (!withBody) return JSON.stringify(facts, null, 2);
  const encryption = await findEncryption(config);
  return JSON.stringify({ ...facts, body: parseBody(openBody(encryption, delivery)) }, null, 2);
}

function openBody(encryption: Encryption, delivery: Pick<ReadDelivery, "id" | "body">): string | null {
  try {
    return bodyOf({ encryption }, delivery);
  } catch {
    throw new Error("It cannot be opened with these keys: one is missing, or what is stored was altered.");
  }
}

/** Null when it was forgotten. */
function parseBody(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
