import { randomFillSync } from "node:crypto";
import { v7 as uuidv7 } from "uuid";

const bytesOfAnId = 16;
// One call for many ids: asking for random bytes costs far more than the bytes.
const pool = Buffer.alloc(256 * bytesOfAnId);
let used = pool.length;

function takeRandom(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytesOfAnId;
  return pool.subarray(used - bytesOfAnId, used);
}

/** A new UUIDv7: random, and by its time roughly in order. */
export const newId = (): string => uuidv7({ random: takeRandom() });
