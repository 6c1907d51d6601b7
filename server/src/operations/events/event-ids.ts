import { createCipheriv, createDecipheriv, timingSafeEqual } from "node:crypto";
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
const markBytes = 16;

/**
 * A position counts the transactions of the whole database, so that two ids would tell how much a clinic writes between
 * them: ids are encrypted. The nonce is a keyed hash of the position, which also proves that the id is one of ours.
 */
export function createEventIds({ keyedHash }: Pick<Encryption, "keyedHash">): EventIds {
  const key = keyedHash("event-id-key", "");
  const markOf = (plain: Buffer) =>
    keyedHash("event-id-mark", plain.toString("base64url")).subarray(0, markBytes);

  return {
    write(position) {
      const plain = pack(position);
      const mark = markOf(plain);
      const body = createCipheriv("aes-256-ctr", key, mark).update(plain);
      return Buffer.concat([mark, body]).toString("base64url");
    },
    read(text) {
      const bytes = Buffer.from(text, "base64url");
      if (bytes.length !== markBytes + plainBytes || bytes.toString("base64url") !== text) return null;
      const mark = bytes.subarray(0, markBytes);
      const plain = createDecipheriv("aes-256-ctr", key, mark).update(bytes.subarray(markBytes));
      return timingSafeEqual(markOf(plain), mark) ? unpack(plain) : null;
    },
  };
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
