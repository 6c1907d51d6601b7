import { hash } from "node:crypto";

/** A row of the access log as the chain has it. */
export interface ChainEntry {
  id: string;
  /** SHA-256 of the row's content. */
  digest: Buffer;
  /** The row bears the seal of the service. */
  isSealed: boolean;
}

const entryBytes = 49;
const idBytes = 16;

/** The hash before the first row. */
export const emptyChain: Buffer = Buffer.alloc(32);

export const digestOf = (content: string): Buffer => sha256(Buffer.from(content, "utf8"));

/** Entries as one link of the chain holds them. */
export const writeEntries = (entries: readonly ChainEntry[]): Buffer =>
  Buffer.concat(
    entries.flatMap(({ id, digest, isSealed }) => [
      Buffer.from(id.replaceAll("-", ""), "hex"),
      digest,
      Buffer.from([isSealed ? 1 : 0]),
    ]),
  );

export const readEntries = (bytes: Buffer): ChainEntry[] =>
  Array.from({ length: Math.floor(bytes.length / entryBytes) }, (_, place) => {
    const entry = bytes.subarray(place * entryBytes, (place + 1) * entryBytes);
    return {
      id: toUuid(entry.toString("hex", 0, idBytes)),
      digest: entry.subarray(idBytes, entryBytes - 1),
      isSealed: entry[entryBytes - 1] === 1,
    };
  });

/** The hash behind these entries: each row's covers its number, its entry and all rows before it. */
export function extendChain(before: Buffer, firstNumber: number, entries: Buffer): Buffer {
  let last = before;
  for (let place = 0; place * entryBytes < entries.length; place++) {
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(firstNumber + place));
    last = sha256(
      Buffer.concat([last, number, entries.subarray(place * entryBytes, (place + 1) * entryBytes)]),
    );
  }
  return last;
}

const sha256 = (bytes: Buffer): Buffer => hash("sha256", bytes, "buffer");

const toUuid = (hex: string) =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
