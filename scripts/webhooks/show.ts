import { type Db, type Encrypted, findDelivery } from "@patientcare/zoom-db";
import type { Encryption } from "../../server/src/encryption.ts";
import type { CommandConfig } from "../config.ts";
import { findEncryption } from "./find-encryption.ts";

/** One delivery as JSON; `withBody` also what it says. Null when there is none. @throws Error when it cannot be read */
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
  return JSON.stringify({ ...facts, body: parsedOr(opened(encryption, id, body)) }, null, 2);
}

function opened(encryption: Encryption, id: string, body: Encrypted): string {
  try {
    return encryption.decrypt({ record: "webhook_deliveries", column: "body", id }, body);
  } catch {
    throw new Error("It cannot be opened with these keys: one is missing, or what is stored was altered.");
  }
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
