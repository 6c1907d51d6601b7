import { createHmac, randomBytes } from "node:crypto";
import type { World } from "../world.ts";
import { eventJson } from "./event-json.ts";
import { postSigned } from "./post-signed.ts";

export type UrlValidation = { valid: boolean; status: number; plainToken: string; answer: string };

function isRightAnswer(text: string, plainToken: string, encryptedToken: string): boolean {
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
export async function validateUrl(world: World): Promise<UrlValidation> {
  const { state, account, now } = world;
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
  const valid = status === 200 && isRightAnswer(text, plainToken, encryptedToken);
  state.webhookFailedValidations = valid ? 0 : state.webhookFailedValidations + 1;
  world.changed();
  return { valid, status, plainToken, answer: text };
}
