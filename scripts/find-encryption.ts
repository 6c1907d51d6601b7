import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { variables } from "@patientcare/zoom-server/config/variables.ts";
import {
  createEncryption,
  type Encryption,
  type EncryptionKey,
} from "@patientcare/zoom-server/encryption.ts";
import type { CommandConfig } from "./config.ts";

type KeyConfig = Pick<CommandConfig, "encryptionKeys" | "indexKey" | "dataFolder">;

/** The keys of the service's data: those of the environment, else those that `npm start` made. */
export interface FoundKeys {
  encryption: Encryption;
  encryptionKeys: EncryptionKey[];
  indexKeys: Buffer[];
}

/** @throws Error with the remedy when a key is missing */
export async function findKeys(config: KeyConfig): Promise<FoundKeys> {
  const made = await readDevelopmentKeys(join(config.dataFolder, "secrets.json"));
  const encryptionKeys = encryptionKeysIn(config.encryptionKeys ?? made.DATA_ENCRYPTION_KEYS);
  const index = variables.shape.DATA_INDEX_KEY.safeParse(config.indexKey ?? made.DATA_INDEX_KEY);
  if (!index.success) throw new Error("No good DATA_INDEX_KEY: set it as the service has it.");
  return { encryption: createEncryption(encryptionKeys, index.data), encryptionKeys, indexKeys: index.data };
}

/** The encryption alone, which hashes nothing. @throws Error with the remedy when there are no keys */
export async function findEncryption(config: KeyConfig): Promise<Encryption> {
  const made = await readDevelopmentKeys(join(config.dataFolder, "secrets.json"));
  const keys = encryptionKeysIn(config.encryptionKeys ?? made.DATA_ENCRYPTION_KEYS);
  return createEncryption(keys, [Buffer.alloc(0)]);
}

function encryptionKeysIn(text: string | undefined): EncryptionKey[] {
  const keys = variables.shape.DATA_ENCRYPTION_KEYS.safeParse(text);
  if (keys.success) return keys.data;
  throw new Error(
    text === undefined
      ? "No keys to open the data with: set DATA_ENCRYPTION_KEYS as the service has it."
      : "DATA_ENCRYPTION_KEYS must be kid:base64(32 bytes), comma separated, as the service has it.",
  );
}

async function readDevelopmentKeys(file: string): Promise<Record<string, string | undefined>> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
