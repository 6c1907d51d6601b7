import { createHmac, randomBytes } from "node:crypto";
import type { Config } from "@patientcare/zoom-server/config.ts";
import { signWebhook } from "@patientcare/zoom-server/zoom/signature.ts";
import { type Check, failed, passed } from "./check.ts";

const answerWithinMs = 5_000;
const shortestSecret = 16;
const webhookPath = "/api/zoom/webhook";

/** Whether the address of the links leads to this service, and Zoom's deliveries get through to it unchanged. */
export async function* checkPublicAddress(config: Config): AsyncGenerator<Check> {
  yield checkSecretLength(config.zoom.webhookSecrets);
  const local = `http://${config.host}:${config.port}`;
  const base = config.publicUrl ?? `http://localhost:${config.port}`;
  if (!(await isOurs(local))) {
    yield passed(
      "public address",
      `not asked: the service does not run at ${local} yet; run this again once it does`,
    );
    return;
  }
  if (!(await isOurs(base))) {
    yield failed(
      "public address",
      `${new URL(base).origin} does not lead to the service, which runs here`,
      "Let the proxy or load balancer of PUBLIC_URL pass everything on to the service, and the name lead to it.",
    );
    return;
  }
  yield passed("public address", `${new URL(base).origin} leads to the service`);
  yield await checkWebhook(base, config.zoom.webhookSecrets);
}

async function isOurs(base: string): Promise<boolean> {
  try {
    const answer = await fetch(`${base}/healthz`, {
      signal: AbortSignal.timeout(answerWithinMs),
      redirect: "manual",
    });
    return answer.status === 200 && (await answer.text()) === "ok";
  } catch {
    return false;
  }
}

function checkSecretLength(secrets: readonly string[]): Check {
  return secrets.every((secret) => secret.length >= shortestSecret)
    ? passed("webhook secret", `${secrets.length === 1 ? "one is" : `${secrets.length} are`} set`)
    : failed(
        "webhook secret",
        "a secret in ZOOM_WEBHOOK_SECRET is too short to be one of Zoom's",
        "Copy the Secret Token from the app's page (Feature, Event Subscriptions) into ZOOM_WEBHOOK_SECRET.",
      );
}

/** Validates the address as Zoom does. */
async function checkWebhook(base: string, secrets: readonly string[]): Promise<Check> {
  const name = "webhook";
  const plainToken = randomBytes(16).toString("base64url");
  const body = JSON.stringify({
    event: "endpoint.url_validation",
    event_ts: Date.now(),
    payload: { plainToken },
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const [secret = ""] = secrets;
  try {
    const answer = await fetch(base + webhookPath, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-zm-request-timestamp": timestamp,
        "x-zm-signature": signWebhook(secret, timestamp, body),
      },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const text = await answer.text();
    const expected = createHmac("sha256", secret).update(plainToken).digest("hex");
    if (answer.status === 200 && text.includes(expected))
      return passed(name, "a signed delivery gets through");
    return answer.status === 401
      ? failed(
          name,
          "the service refuses a delivery signed with ZOOM_WEBHOOK_SECRET",
          "Start the service again with this ZOOM_WEBHOOK_SECRET, and let no proxy change the bodies of requests.",
        )
      : failed(
          name,
          `${webhookPath} answers ${answer.status}`,
          `Let the proxy pass POST ${webhookPath} on to the service, without a login and without a redirect.`,
        );
  } catch {
    return failed(name, "no answer within 5 s", `Let the proxy pass POST ${webhookPath} on to the service.`);
  }
}
