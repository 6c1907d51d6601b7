import { createHmac, timingSafeEqual } from "node:crypto";

type SignedDelivery = {
  secrets: readonly string[];
  timestamp: string;
  rawBody: Uint8Array | string;
  signature: string;
};

/** The value of `x-zm-signature` for these exact bytes. */
export function signWebhook(secret: string, timestamp: string, rawBody: Uint8Array | string): string {
  return `v0=${digest(secret, timestamp, rawBody).toString("hex")}`;
}

/** The secret that signed the delivery, or null. */
export function verifyWebhookSignature({
  secrets,
  timestamp,
  rawBody,
  signature,
}: SignedDelivery): string | null {
  // Only digits: with a colon in the timestamp, bytes could move between it and the body under one signature.
  if (!/^\d{1,15}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return null;
  const given = Buffer.from(signature.slice("v0=".length), "hex");
  // No early exit: the time taken must not tell which secret matched. An empty secret signs for everybody.
  const matching = secrets.filter(
    (secret) => timingSafeEqual(digest(secret, timestamp, rawBody), given) && secret !== "",
  );
  return matching[0] ?? null;
}

/** Answers `endpoint.url_validation`, only after its own signature held: else the route signs anybody's text. */
export function answerUrlValidation(
  secret: string,
  plainToken: string,
): { plainToken: string; encryptedToken: string } | null {
  if (!/^[A-Za-z0-9_-]{10,64}$/.test(plainToken)) return null;
  return { plainToken, encryptedToken: createHmac("sha256", secret).update(plainToken).digest("hex") };
}

function digest(secret: string, timestamp: string, rawBody: Uint8Array | string): Buffer {
  return createHmac("sha256", secret).update(`v0:${timestamp}:`).update(rawBody).digest();
}
