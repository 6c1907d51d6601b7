import type { Encryption } from "../encryption.ts";

/** The keys under which it is noted when something last happened to the webhooks. */
export const healthKeys = {
  /** A delivery was kept. */
  delivery: "delivery",
  /** A query showed a session of which nothing was delivered. */
  unreported: "unreported-session",
  /** An `endpoint.url_validation` was answered. */
  validation: "validation",
  /** A signature held under no active secret. */
  refused: "refused",
} as const;

const secretPrefix = "secret:";

/** Names a secret without telling it: its place in the list changes with each rotation. */
export const secretKeyOf = (encryption: Encryption, secret: string): string =>
  secretPrefix + encryption.keyedHash("webhook-secret", secret).toString("hex").slice(0, 16);
