import { createHmac, randomBytes, randomUUID } from "node:crypto";
import type { SandboxContext } from "../state.ts";
import { newTrackingId } from "../zoom-formats.ts";

/**
 * JSON as Zoom sends it: characters outside the basic plane as two \uXXXX escapes, everything else raw.
 * A receiver that re-serialises the body gets other bytes, and another signature.
 */
export function eventJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u{10000}-\u{10ffff}]/gu, (character) =>
    [0, 1].map((at) => `\\u${character.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0")}`).join(""),
  );
}

const responseTimeoutMs = 3000;

export type SignedPost = { url: string; body: string; secret: string; clientId: string; now: Date };

/** Sends one webhook; throws when no response arrives within Zoom's three seconds. */
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
    signal: AbortSignal.timeout(responseTimeoutMs),
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

export type UrlValidation = { valid: boolean; status: number; plainToken: string; answer: string };

function isCorrectAnswer(text: string, plainToken: string, encryptedToken: string): boolean {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== "object" || answer === null) return false;
    return (
      "plainToken" in answer &&
      answer.plainToken === plainToken &&
      "encryptedToken" in answer &&
      answer.encryptedToken === encryptedToken
    );
  } catch {
    return false;
  }
}

/** Zoom's challenge to the webhook address. Six failures in a row stop all events until one succeeds. */
export async function validateUrl(context: SandboxContext): Promise<UrlValidation> {
  const { state, account, now } = context;
  const plainToken = randomBytes(16).toString("base64url");
  const encryptedToken = createHmac("sha256", account.webhookSecret).update(plainToken).digest("hex");
  const body = eventJson({
    event: "endpoint.url_validation",
    payload: { plainToken },
    event_ts: now().getTime(),
  });
  const { clientId, webhookSecret: secret } = account;
  const { status, text } = await postSigned({
    url: state.webhookUrl ?? "",
    body,
    secret,
    clientId,
    now: now(),
  }).catch(() => ({ status: 0, text: "" }));
  const valid = status === 200 && isCorrectAnswer(text, plainToken, encryptedToken);
  state.webhookFailedValidations = valid ? 0 : state.webhookFailedValidations + 1;
  context.scheduleSave();
  return { valid, status, plainToken, answer: text };
}
