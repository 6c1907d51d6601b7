import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Encryption } from "../../encryption.ts";

/** Where an event stands in the feed; positions of another epoch mean nothing. */
export interface EventPosition {
  epoch: string;
  xid: string;
  id: string;
}

/** The ids of events as callers know them: opaque, the same for the same event, safe in a header and a URL. */
export interface EventIds {
  write(position: EventPosition): string;
  /** Null for anything that `write` did not write. */
  read(text: string): EventPosition | null;
}

const epochBytes = 6;
const xidBytes = 8;
const idBytes = 16;
const plainBytes = epochBytes + xidBytes + idBytes;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A position counts the transactions of the whole database, so that two ids would tell how much a clinic writes between
 * them: ids are encrypted, and authenticated. The nonce is a keyed hash of the position, so that an event has one id on
 * every replica, and two positions have two nonces. Ids under the index key of before are read as well.
 */
export function createEventIds({
  keyedHash,
  previous,
}: Pick<Encryption, "keyedHash" | "previous">): EventIds {
  const key = keyedHash("event-id-key", "");
  const keys = previous ? [key, previous.keyedHash("event-id-key", "")] : [key];
  const nonceOf = (plain: Buffer) =>
    keyedHash("event-id-nonce", plain.toString("base64url")).subarray(0, nonceBytes);

  return {
    write(position) {
      const plain = pack(position);
      const nonce = nonceOf(plain);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
    },
    read(text) {
      const bytes = Buffer.from(text, "base64url");
      if (bytes.length !== nonceBytes + tagBytes + plainBytes || bytes.toString("base64url") !== text)
        return null;
      const plain = keys.map((one) => decrypted(one, bytes)).find((opened) => opened !== null);
      return plain ? unpack(plain) : null;
    },
  };
}

function decrypted(key: Buffer, bytes: Buffer): Buffer | null {
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  }).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const plain = decipher.update(bytes.subarray(nonceBytes + tagBytes));
  try {
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}

function pack({ epoch, xid, id }: EventPosition): Buffer {
  const plain = Buffer.alloc(plainBytes);
  plain.write(epoch, 0, "hex");
  plain.writeBigUInt64BE(BigInt(xid), epochBytes);
  plain.write(id.replaceAll("-", ""), epochBytes + xidBytes, "hex");
  return plain;
}

function unpack(plain: Buffer): EventPosition {
  const id = plain.toString("hex", epochBytes + xidBytes);
  return {
    epoch: plain.toString("hex", 0, epochBytes),
    xid: String(plain.readBigUInt64BE(epochBytes)),
    id: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
  };
}
