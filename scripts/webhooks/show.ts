import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Db, type Encrypted, findDelivery } from "@patientcare/zoom-db";
import { variables } from "@patientcare/zoom-server/config/variables.ts";
import { createEncryption, type Encryption } from "@patientcare/zoom-server/encryption.ts";
import type { CommandConfig } from "../config.ts";

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
  return JSON.stringify({ ...facts, body: parseBody(decryptBody(encryption, id, body)) }, null, 2);
}

/**
 * The encryption of the service's data, by the environment's keys, else by those that `npm start` made.
 * @throws Error with the remedy when there are none
 */
export async function findEncryption({ encryptionKeys, dataFolder }: CommandConfig): Promise<Encryption> {
  const text = encryptionKeys ?? (await readDevelopmentKeys(join(dataFolder, "secrets.json")));
  const keys = variables.shape.DATA_ENCRYPTION_KEYS.safeParse(text ?? undefined);
  if (keys.success) return createEncryption(keys.data, Buffer.alloc(0));
  throw new Error(
    text === null
      ? "No keys to open it with: set DATA_ENCRYPTION_KEYS as the service has it."
      : "DATA_ENCRYPTION_KEYS must be kid:base64(32 bytes), comma separated, as the service has it.",
  );
}

async function readDevelopmentKeys(file: string): Promise<string | null> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  try {
    return JSON.parse(text).DATA_ENCRYPTION_KEYS ?? null;
  } catch {
    return null;
  }
}

function decryptBody(encryption: Encryption, id: string, body: Encrypted): string {
  try {
    return encryption.decrypt({ record: "webhook_deliveries", column: "body", id }, body);
  } catch {
    throw new Error("It cannot be opened with these keys: one is missing, or what is stored was altered.");
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
