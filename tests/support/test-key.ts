import { createHash } from "node:crypto";

/** A key of 32 bytes, in base64: the same one for the same number, and as good as a random one. */
export const testKey = (number: number): string =>
  createHash("sha256").update(`test key ${number}`).digest("base64");
