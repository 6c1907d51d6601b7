import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import type { Encrypted, PersonKey, Readable, Sealed } from "@patientcare/zoom-db";
import { decipher, encipher, keyIdOf, type Place } from "./cipher.ts";
import { canonicalEmail } from "./domain/email-address.ts";

// The same people call again and again.
const mostKeptHashes = 10_000;
const mostKeptKeys = 10_000;

export interface EncryptionKey {
  id: string;
  secret: Buffer;
}

/** A value is under a key that DATA_ENCRYPTION_KEYS does not hold. */
export class UnknownKey extends Error {
  override readonly name = "UnknownKey";
}

export interface Encryption extends Hashes {
  /** Under the deployment's first key. Bytes are taken to be UTF-8. */
  encrypt(place: Place, text: string | Uint8Array): Encrypted;
  /** @throws UnknownKey; Error when the text was altered, or comes from another place */
  decrypt(place: Place, value: Encrypted): string;
  /** Under the key of the person whom the text belongs to. */
  seal(key: PersonKey, place: Place, text: string): Sealed;
  /** Null once the person is erased. @throws like `decrypt` */
  unseal(place: Place, value: Readable): string | null;
  /** A data key for a new person. */
  newPersonKey(): { keyId: string; wrapped: string; key: PersonKey };
  /** The same value under the first key; null when it is under that already. @throws like `decrypt` */
  encryptAnew<Value extends string>(place: Place, value: Value): Value | null;
  /** The keys that values were under and that DATA_ENCRYPTION_KEYS does not hold, as far as this process met them. */
  unknownKeys(): string[];
  /** The hashes of the index key before this one, while a change of that key lasts. */
  previous: Hashes | null;
  /** Every hash under which the address may be stored, one behind the other. */
  emailHashes(email: string): Buffer[];
  /** The hash under the present index key of a stored one, as far as its address was hashed here of late. */
  presentHash(stored: Buffer): Buffer;
  /** The hashes under which the address of a present hash may be stored, likewise. */
  hashesLike(present: Buffer): Buffer[];
}

interface Hashes {
  /** HMAC-SHA-256 of the canonical e-mail under the index key: equal addresses, equal hashes. */
  emailHash(email: string): Buffer;
  /** HMAC-SHA-256 of the text under a key of its own for each purpose: nobody without the index key can try texts out. */
  keyedHash(purpose: HashPurpose, text: string | Uint8Array): Buffer;
}

const hashPurposes = [
  "rate-limit",
  "idempotency-key",
  "idempotency-input",
  "webhook-secret",
  "delivery-body",
  "delivery-content",
  "device",
  "person-name",
  "access",
  "erased-person",
  "event-id-key",
  "event-id-nonce",
  "log",
] as const;
type HashPurpose = (typeof hashPurposes)[number];

/**
 * AES-256-GCM at rest. The deployment's first key encrypts, all decrypt. What belongs to one person is under a data key
 * of their own, which the deployment's key wraps: it comes from the database with each value that is read.
 */
export function createEncryption(keys: readonly EncryptionKey[], indexKeys: readonly Buffer[]): Encryption {
  const secrets = new Map(keys.map(({ id, secret }) => [id, { id, secret: createSecretKey(secret) }]));
  const [current] = secrets.values();
  if (!current) throw new Error("DATA_ENCRYPTION_KEYS holds no key");
  const unknown = new Set<string>();

  const open = (place: Place, value: string): Buffer => {
    const id = keyIdOf(value);
    const key = secrets.get(id);
    if (key) return decipher(key, place, value);
    unknown.add(id);
    throw new UnknownKey(`No key "${id}" in DATA_ENCRYPTION_KEYS for ${place.record}.${place.column}`);
  };
  const dataKeyOf = keepNewest(mostKeptKeys, (key: PersonKey) => {
    const [id, wrapped] = partsOf(key);
    return { id, secret: createSecretKey(open(wrappedPlaceOf(id), wrapped)) };
  });

  return {
    encrypt: (place, text) => encipher(current, place, text) as Encrypted,
    decrypt: (place, value) => open(place, value).toString("utf8"),
    seal: (key, place, text) => encipher(dataKeyOf(key), place, text) as Sealed,
    unseal(place, value) {
      const [sealed, wrapped] = partsOf(value);
      if (!isSealed(sealed)) return open(place, sealed).toString("utf8");
      if (wrapped === "") return null;
      const key = dataKeyOf(personKeyOf(keyIdOf(sealed), wrapped));
      return decipher(key, place, sealed).toString("utf8");
    },
    newPersonKey() {
      const keyId = personMark + randomBytes(16).toString("base64url");
      const wrapped = encipher(current, wrappedPlaceOf(keyId), randomBytes(32));
      return { keyId, wrapped, key: personKeyOf(keyId, wrapped) };
    },
    encryptAnew: (place, value) =>
      keyIdOf(value) === current.id ? null : (encipher(current, place, open(place, value)) as typeof value),
    unknownKeys: () => [...unknown],
    ...createIndex(indexKeys),
  };
}

/** The place of a person's wrapped key. */
export const wrappedPlaceOf = (keyId: string): Place => ({
  record: "person_keys",
  column: "wrapped",
  id: keyId,
});

// No key of DATA_ENCRYPTION_KEYS may have it in its name.
const personMark = "@";

/** True for a text under a person's key. */
export const isSealed = (value: string): boolean => value.startsWith(personMark);

const personKeyOf = (keyId: string, wrapped: string) => `${keyId}~${wrapped}` as PersonKey;

/** The texts before and behind the mark that the database puts between a value, or a key's id, and a wrapped key. */
function partsOf(value: string): [string, string] {
  const at = value.indexOf("~");
  return at < 0 ? [value, ""] : [value.slice(0, at), value.slice(at + 1)];
}

/** While the index key changes, both keys are looked for: what is stored may be hashed with either. */
export function createIndex([key, previousKey]: readonly Buffer[]): Hashes &
  Pick<Encryption, "previous" | "emailHashes" | "presentHash" | "hashesLike"> {
  if (!key) throw new Error("DATA_INDEX_KEY holds no key");
  const present = createHashes(key);
  if (!previousKey) {
    const emailHashes = (email: string) => [present.emailHash(email)];
    const same = { presentHash: (hash: Buffer) => hash, hashesLike: (hash: Buffer) => [hash] };
    return { ...present, previous: null, emailHashes, ...same };
  }
  const previous = createHashes(previousKey);
  const others = new Map<string, Buffer>();
  const otherOf = (hash: Buffer) => others.get(hash.toString("hex"));
  const emailHashes = (email: string) => {
    const [now, before] = [present.emailHash(email), previous.emailHash(email)];
    if (others.size >= 4 * mostKeptHashes) others.clear();
    others.set(`present ${now.toString("hex")}`, before);
    others.set(before.toString("hex"), now);
    return [now, before];
  };
  return {
    ...present,
    emailHash: (email) => emailHashes(email)[0] ?? present.emailHash(email),
    previous,
    emailHashes,
    presentHash: (stored) => otherOf(stored) ?? stored,
    hashesLike: (hash) => [hash, ...[others.get(`present ${hash.toString("hex")}`) ?? []].flat()],
  };
}

function createHashes(indexKey: Buffer): Hashes {
  const index = createSecretKey(indexKey);
  return {
    emailHash: keepNewest(mostKeptHashes, (email: string) =>
      createHmac("sha256", index).update(canonicalEmail(email)).digest(),
    ),
    keyedHash: createKeyedHash(indexKey),
  };
}

function createKeyedHash(indexKey: Buffer): Hashes["keyedHash"] {
  const derived = (purpose: HashPurpose): [HashPurpose, KeyObject] => [
    purpose,
    createSecretKey(Buffer.from(hkdfSync("sha256", indexKey, "", purpose, 32))),
  ];
  const hashKeys = Object.fromEntries(hashPurposes.map(derived)) as Record<HashPurpose, KeyObject>;
  return (purpose, text) => createHmac("sha256", hashKeys[purpose]).update(text).digest();
}

/** Remembers the newest answers, a bounded number of them. */
function keepNewest<Question, Answer>(
  most: number,
  answer: (question: Question) => Answer,
): (question: Question) => Answer {
  const kept = new Map<Question, Answer>();
  return (question) => {
    const known = kept.get(question);
    if (known !== undefined) return known;
    const fresh = answer(question);
    const [oldest] = kept.size >= most ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(question, fresh);
    return fresh;
  };
}
