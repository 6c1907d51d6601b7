import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { variables } from "../../server/src/config.ts";
import { createEncryption, type Encryption } from "../../server/src/encryption.ts";
import type { CommandConfig } from "../config.ts";

/**
 * What opens the service's data: the environment's keys, else those that `npm start` made.
 * @throws Error that says what to do when there are none
 */
export async function findEncryption({ encryptionKeys, dataFolder }: CommandConfig): Promise<Encryption> {
  const text = encryptionKeys ?? (await keysIn(join(dataFolder, "secrets.json")));
  const keys = variables.shape.DATA_ENCRYPTION_KEYS.safeParse(text ?? undefined);
  if (keys.success) return createEncryption(keys.data, Buffer.alloc(0));
  throw new Error(
    text === null
      ? "No keys to open it with: set DATA_ENCRYPTION_KEYS as the service has it."
      : "DATA_ENCRYPTION_KEYS must be kid:base64(32 bytes), comma separated, as the service has it.",
  );
}

async function keysIn(file: string): Promise<string | null> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  try {
    return JSON.parse(text).DATA_ENCRYPTION_KEYS ?? null;
  } catch {
    return null;
  }
}
