import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { newTrackingId } from "../api/tracking-id.ts";

const answerTimeoutMs = 3000;

export type SignedPost = { url: string; body: string; secret: string; clientId: string; now: Date };

/** Sends one webhook; throws when no answer arrives within Zoom's three seconds. */
export async function postSigned({
  url,
  body,
  secret,
  clientId,
  now,
}: SignedPost): Promise<{ status: number; text: string }> {
  const bytes = Buffer.from(body, "utf8");
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(bytes).digest("hex");
  const response = await fetch(url, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.timeout(answerTimeoutMs),
    headers: {
      "user-agent": "Zoom Marketplace/1.0a",
      "content-type": "application/json; charset=utf-8",
      "accept-encoding": "gzip",
      clientid: clientId,
      traceparent: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-00`,
      "x-zm-request-timestamp": timestamp,
      "x-zm-signature": `v0=${digest}`,
      "x-zm-request-id": randomUUID().replaceAll("-", "_"),
      "x-zm-trackingid": newTrackingId(),
    },
    body: bytes,
  });
  return { status: response.status, text: await response.text() };
}
