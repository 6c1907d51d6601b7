import { createHash, randomBytes, randomInt } from "node:crypto";

/** Zoom's times: UTC, whole seconds, a Z at the end. */
export function isoSeconds(time: Date | number | string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

export function newMeetingNumber(exists: (id: string) => boolean): string {
  for (;;) {
    const id = String(randomInt(80_000_000_000, 99_999_999_999));
    if (!exists(id)) return id;
  }
}

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

export function userIdOf(email: string): string {
  return createHash("sha256").update(email.toLowerCase()).digest("base64url").slice(0, 22);
}

const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";

export function newPasscode(): string {
  return Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** The form a passcode takes inside a join link. */
export function newEncryptedPasscode(): string {
  return `${randomBytes(24).toString("base64").replaceAll("+", "A").replaceAll("/", "z").slice(0, 30)}.1`;
}

export function newPhonePasscode(): string {
  return String(randomInt(100_000, 999_999));
}

/** The value of x-zm-trackingid, new for every answer and every delivery. */
export function newTrackingId(): string {
  return `v=2.0;clid=us04;rid=WEB_${randomBytes(16).toString("hex")}`;
}
