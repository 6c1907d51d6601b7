import { createHmac, hkdfSync } from "node:crypto";
import {
  type Db,
  isReadOnly,
  type NewKeyCheck,
  readKeyChecks,
  storeNewKeyChecks,
} from "@patientcare/zoom-db";
import type { Config } from "./config.ts";
import type { EncryptionKey } from "./encryption.ts";

type Keys = Pick<Config, "encryptionKeys" | "indexKeys">;
type KeyCheck = Pick<NewKeyCheck, "purpose" | "key_id" | "check_value" | "has_encrypted">;

/**
 * Compares the keys with those that the stored data was written with. It runs before anything is written: data of two
 * index keys cannot be told apart afterwards.
 * @throws Error that names the variable, and never a key
 */
export async function requireKeysOfData(db: Db, keys: Keys): Promise<void> {
  requireSame(await readKeyChecks(db), checksOf(keys));
}

/** Remembers keys that are new. @throws Error when another process has stored different ones meanwhile */
export async function rememberKeys(db: Db, keys: Keys): Promise<void> {
  const own = checksOf(keys);
  try {
    await storeNewKeyChecks(db, (stored) => {
      requireSame(stored, own);
      const isKnown = (check: KeyCheck) =>
        stored.some((other) => isSameKey(other, check) && (other.has_encrypted || !check.has_encrypted));
      return own.filter((check) => !isKnown(check));
    });
  } catch (error) {
    // A standby serves what it can; the first start on a writable database stores them.
    if (!isReadOnly(error)) throw error;
    requireSame(await readKeyChecks(db), own);
  }
}

function requireSame(stored: readonly KeyCheck[], own: readonly KeyCheck[]): void {
  for (const check of stored) {
    const ours = own.find((other) => isSameKey(other, check));
    if (ours?.check_value.equals(check.check_value)) continue;
    if (ours || check.has_encrypted) throw new Error(remedyFor(check, ours !== undefined));
  }
}

function remedyFor({ purpose, key_id }: KeyCheck, hasOther: boolean): string {
  if (purpose === "index") {
    return "DATA_INDEX_KEY is another key than the one that this database's data was written with (a new one stands before it, until npm run keys -- rotate has ended): put that key back.";
  }
  return hasOther
    ? `DATA_ENCRYPTION_KEYS holds other bytes under the name "${key_id}" than this database's data was encrypted with: put the earlier key back under that name, and give a new key a name of its own.`
    : `DATA_ENCRYPTION_KEYS lacks the key "${key_id}", which this database's data was encrypted with: put it back, behind the key that encrypts now.`;
}

const isSameKey = (one: KeyCheck, other: KeyCheck) =>
  one.purpose === other.purpose && one.key_id === other.key_id;

const checksOf = ({ encryptionKeys, indexKeys }: Keys): KeyCheck[] => [
  ...indexKeys.map((secret, place) => indexCheckOf(secret, place === 0)),
  ...encryptionKeys.map((key, place) => checkOf("encryption", key, place === 0)),
];

/** Index keys have no name: what says whether one is the same stands for it. */
function indexCheckOf(secret: Buffer, encrypts: boolean): KeyCheck {
  const { check_value } = checkOf("index", { id: "index", secret }, encrypts);
  return {
    purpose: "index",
    key_id: check_value.toString("hex").slice(0, 16),
    check_value,
    has_encrypted: encrypts,
  };
}

/** The name of the index key that is in use, as the database knows it. */
export const indexKeyIdOf = (secret: Buffer): string => indexCheckOf(secret, true).key_id;

function checkOf(purpose: KeyCheck["purpose"], { id, secret }: EncryptionKey, encrypts: boolean): KeyCheck {
  // A key derived for this alone: nothing that the service encrypts or hashes shares it.
  const derived = Buffer.from(hkdfSync("sha256", secret, "", "key-check", 32));
  const check_value = createHmac("sha256", derived).update(`${purpose}|${id}`).digest();
  return { purpose, key_id: id, check_value, has_encrypted: encrypts };
}
