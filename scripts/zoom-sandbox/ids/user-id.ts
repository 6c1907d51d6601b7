import { createHash } from "node:crypto";

export function userIdOf(email: string): string {
  return createHash("sha256").update(email.toLowerCase()).digest("base64url").slice(0, 22);
}
