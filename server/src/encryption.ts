import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import type { Encrypted } from "@patientcare/zoom-db";
import { canonicalEmail } from "./domain/email-address.ts";

const nonceBytes = 12;
const tagBytes = 16;
// The same people call again and again.
const mostKeptHashes = 10_000;

export interface EncryptionKey {
  id: string;
  secret: Buffer;
}

/** Where a value lives. A value that is moved to another place does not decrypt. */
interface Place {
  record: string;
  column: string;
  id: string;
}

export interface Encryption {
  /** Bytes are taken to be UTF-8. */
  encrypt(place: Place, text: string | Uint8Array): Encrypted;
  /** @throws when the text was altered, comes from another place, or its key is not known. */
  decrypt(place: Place, value: Encrypted): string;
  /** HMAC-SHA-256 of the canonical e-mail under the index key: equal addresses, equal hashes. */
  emailHash(email: string): Buffer;
  /** HMAC-SHA-256 of the text under a key of its own for each purpose: nobody without the index key can try texts out. */
  keyedHash(purpose: HashPurpose, text: string): Buffer;
}

type HashPurpose =
  | "rate-limit"
  | "idempotency-key"
  | "idempotency-input"
  | "webhook-secret"
  | "device"
  | "person-name"
  | "access"
  | "event-id-key"
  | "event-id-mark"
  | "log";

/** AES-256-GCM at rest: the first key encrypts, all decrypt. Format: `<key id>.<base64url(nonce | tag | text)>`. */
export function createEncryption(keys: readonly EncryptionKey[], indexKey: Buffer): Encryption {
  const secrets = new Map<string, KeyObject>(keys.map((key) => [key.id, createSecretKey(key.secret)]));
  const [current] = secrets;
  if (!current) throw new Error("DATA_ENCRYPTION_KEYS holds no key");
  const [currentId, currentSecret] = current;
  const index = createSecretKey(indexKey);
  const emailHashes = new Map<string, Buffer>();
  return {
    encrypt(place, text) {
      const nonce = freshNonce();
      const cipher = createCipheriv("aes-256-gcm", currentSecret, nonce).setAAD(associated(place, currentId));
      const body = typeof text === "string" ? cipher.update(text, "utf8") : cipher.update(text);
      // Makes the tag; GCM holds nothing back.
      cipher.final();
      return `${currentId}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}` as Encrypted;
    },
    decrypt(place, value) {
      const dot = value.indexOf(".");
      const keyId = value.slice(0, dot);
      const secret = secrets.get(keyId);
      if (!secret)
        throw new Error(`No key "${keyId}" in DATA_ENCRYPTION_KEYS for ${place.record}.${place.column}`);
      const bytes = Buffer.from(value.slice(dot + 1), "base64url");
      const decipher = createDecipheriv("aes-256-gcm", secret, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(associated(place, keyId))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
      // Checks the tag; GCM holds nothing back.
      decipher.final();
      return text.toString("utf8");
    },
    emailHash(email) {
      const known = emailHashes.get(email);
      if (known) return known;
      const hash = createHmac("sha256", index).update(canonicalEmail(email)).digest();
      if (emailHashes.size >= mostKeptHashes) emailHashes.clear();
      emailHashes.set(email, hash);
      return hash;
    },
    keyedHash: createKeyedHash(indexKey),
  };
}

/** {@link Encryption.keyedHash}, for those who compare what the service wrote. */
export function createKeyedHash(indexKey: Buffer): Encryption["keyedHash"] {
  const derived = (purpose: HashPurpose) =>
    createSecretKey(Buffer.from(hkdfSync("sha256", indexKey, "", purpose, 32)));
  const hashKeys: Record<HashPurpose, KeyObject> = {
    "rate-limit": derived("rate-limit"),
    "idempotency-key": derived("idempotency-key"),
    "idempotency-input": derived("idempotency-input"),
    "webhook-secret": derived("webhook-secret"),
    device: derived("device"),
    "person-name": derived("person-name"),
    access: derived("access"),
    "event-id-key": derived("event-id-key"),
    "event-id-mark": derived("event-id-mark"),
    log: derived("log"),
  };
  return (purpose, text) => createHmac("sha256", hashKeys[purpose]).update(text).digest();
}

const noncesAtOnce = 256;
let nonces = Buffer.alloc(0);

/** Random bytes that nothing else gets; drawn for many at once, since each draw costs more than the encryption. */
function freshNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(nonceBytes * noncesAtOnce);
  const nonce = nonces.subarray(0, nonceBytes);
  nonces = nonces.subarray(nonceBytes);
  return nonce;
}

const associated = (place: Place, keyId: string) =>
  Buffer.from([place.record, place.column, place.id, keyId].join("|"), "utf8");
