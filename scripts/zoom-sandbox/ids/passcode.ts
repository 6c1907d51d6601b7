import { randomBytes, randomInt } from "node:crypto";

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
