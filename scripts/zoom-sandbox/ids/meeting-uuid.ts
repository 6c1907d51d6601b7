import { randomBytes } from "node:crypto";

/**
 * Base64 of 16 bytes. Half of them start with "/" or hold "//",
 * because those are the ones callers must encode twice.
 */
export function newMeetingUuid(): string {
  const bytes = randomBytes(16);
  const [kind = 0] = randomBytes(1);
  if (kind < 64) bytes[0] = (bytes[0] ?? 0) | 0xfc;
  else if (kind < 128) {
    bytes[6] = 0xff;
    bytes[7] = (bytes[7] ?? 0) | 0xf0;
  }
  return bytes.toString("base64");
}
