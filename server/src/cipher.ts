import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";

const nonceBytes = 12;
const tagBytes = 16;

/** Where a value lives. A value that is moved to another place does not decrypt. */
export interface Place {
  record: string;
  column: string;
  id: string;
}

/** AES-256-GCM; the value is `<key id>.<base64url(nonce | tag | text)>`. Bytes are taken to be UTF-8. */
export function encipher(
  key: { id: string; secret: KeyObject },
  place: Place,
  text: string | Uint8Array,
): string {
  const nonce = freshNonce();
  const cipher = createCipheriv("aes-256-gcm", key.secret, nonce).setAAD(associated(place, key.id));
  const body = typeof text === "string" ? cipher.update(text, "utf8") : cipher.update(text);
  // Makes the tag; GCM holds nothing back.
  cipher.final();
  return `${key.id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}`;
}

/** @throws when the value was altered, or comes from another place */
export function decipher(key: { id: string; secret: KeyObject }, place: Place, value: string): Buffer {
  const bytes = Buffer.from(value.slice(key.id.length + 1), "base64url");
  const opening = createDecipheriv("aes-256-gcm", key.secret, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
    .setAAD(associated(place, key.id))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const text = opening.update(bytes.subarray(nonceBytes + tagBytes));
  // Checks the tag; GCM holds nothing back.
  opening.final();
  return text;
}

/** The id of the key that a value names. */
export const keyIdOf = (value: string): string => value.slice(0, value.indexOf("."));

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
