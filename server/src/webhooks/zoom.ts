import type { IncomingMessage, ServerResponse } from "node:http";
import type { Deps } from "../deps.ts";
import { clientAddress } from "../http/rate-limit/client-address.ts";
import { requestIdOf } from "../http/request-id.ts";
import { countRefusal, tellAuthFailure } from "../http/tell-refusals.ts";
import { receiveDelivery } from "../operations/deliveries/receive-delivery.ts";
import { healthKeys, secretKeyOf } from "../telemetry/webhook-health-keys.ts";
import { readDeliveryHead } from "../zoom/events.ts";
import { answerUrlValidation, verifyWebhookSignature } from "../zoom/signature.ts";
import { answerJson } from "./answer-json.ts";
import { readIncoming } from "./read-incoming.ts";
import { type Deadline, startDeadline } from "./start-deadline.ts";

const maxDeliveryBytes = 64 * 1024;
const furthestAheadSeconds = 300;
// Zoom waits three seconds, and sends again only after a 5xx.
const answerWithinMs = 2_500;

const refusalAnswers = {
  "too-large": [413, "The delivery is larger than 64 KB"],
  "too-slow": [503, "The delivery did not come in time: send it again"],
  "bad-signature": [401, "The signature does not hold"],
  "too-old": [401, "The delivery is too old"],
  compressed: [400, "A compressed delivery is not taken"],
  unreadable: [400, "Not a JSON object with an event"],
  "bad-token": [400, "The plainToken does not fit"],
  unavailable: [503, "Not kept: send it again"],
} as const;
type Refusal = keyof typeof refusalAnswers;

/**
 * Zoom's deliveries: raw bytes, then the signature, then the time, and only then the content. 200 means that the
 * delivery is durable. Nothing of an unsigned body is read or logged, and nothing is ever unpacked. It listens to
 * Node's own requests: a web request and response for each delivery would cost as much as all the rest.
 */
export const receiveZoomWebhook = (deps: Deps) => {
  const { webhookSecrets } = deps.config.zoom;
  const keys = new Map(webhookSecrets.map((secret) => [secret, secretKeyOf(deps.encryption, secret)]));
  const noteSecret = (secret: string) => deps.webhookLastSeen.note(keys.get(secret) ?? "");
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const deadline = startDeadline(answerWithinMs);
    try {
      const answer = await answerTo(deps, incoming, deadline, noteSecret);
      const key = noteworthy(deps, answer, incoming);
      if (key) deps.webhookLastSeen.note(key);
      deps.metrics.deliveries.inc({ answer: typeof answer === "string" ? answer : "url-validation" });
      const requestId = requestIdOf(headerOf(incoming, "x-request-id"));
      const { status, body } = wordingOf(answer, requestId);
      countRefusal(deps, "webhook", status);
      const reason = answer === "too-old" ? "too-old" : undefined;
      if (status === 401) tellRefusedDelivery(deps, incoming, requestId, reason);
      answerJson(incoming, outgoing, { status, body, requestId, close: deps.isDraining() });
    } finally {
      deadline.clear();
    }
  };
};

function tellRefusedDelivery(
  deps: Deps,
  incoming: IncomingMessage,
  requestId: string,
  tooOld?: "too-old",
): void {
  const unsigned = headerOf(incoming, "x-zm-signature") === "" ? "missing" : "signature";
  tellAuthFailure(deps, "webhook", tooOld ?? unsigned, {
    requestId,
    address: clientAddress({
      socket: incoming.socket.remoteAddress,
      forwardedFor: headerOf(incoming, "x-forwarded-for") || undefined,
      trustedHops: deps.config.trustedProxyHops,
    }),
  });
}

type WebhookAnswer = "kept" | Refusal | { plainToken: string; encryptedToken: string };

function wordingOf(answer: WebhookAnswer, requestId: string): { status: number; body: object } {
  if (typeof answer !== "string") return { status: 200, body: answer };
  if (answer === "kept") return { status: 200, body: { success: true } };
  const [status, error] = refusalAnswers[answer];
  return { status, body: { success: false, error, requestId } };
}

async function answerTo(
  deps: Deps,
  incoming: IncomingMessage,
  deadline: Deadline,
  noteSecret: (secret: string) => void,
): Promise<WebhookAnswer> {
  const read = readIncoming(incoming, maxDeliveryBytes).then(
    (body) => body ?? ("too-large" as const),
    () => null,
  );
  const body = (await deadline.within(read)) ?? "too-slow";
  if (typeof body === "string") return body;
  const timestamp = headerOf(incoming, "x-zm-request-timestamp");
  const signature = headerOf(incoming, "x-zm-signature");
  const { webhookSecrets } = deps.config.zoom;
  const secret = verifyWebhookSignature({ secrets: webhookSecrets, timestamp, rawBody: body, signature });
  if (secret === null) return "bad-signature";
  noteSecret(secret);
  if (!isTimely(timestamp, deps.config.webhookToleranceSeconds)) return "too-old";
  if (!/^(identity)?$/i.test(headerOf(incoming, "content-encoding"))) return "compressed";
  const delivery = readDeliveryHead(body.toString("utf8"));
  if (!delivery) return "unreadable";
  if (delivery.event === "endpoint.url_validation")
    return answerUrlValidation(secret, delivery.plainToken ?? "") ?? "bad-token";
  const kept = receiveDelivery(deps, body, delivery).then(
    () => "kept" as const,
    (error: unknown) => {
      deps.databaseState.report(error, "A delivery could not be kept; Zoom sends it again");
      return "unavailable" as const;
    },
  );
  return (await deadline.within(kept)) ?? "unavailable";
}

/** The key of the last-seen time that an answer updates. A bad signature counts only where the request looks like Zoom's under another secret. */
function noteworthy({ config }: Deps, answer: WebhookAnswer, incoming: IncomingMessage): string | null {
  if (typeof answer !== "string") return healthKeys.validation;
  if (answer === "kept") return healthKeys.delivery;
  const timestamp = headerOf(incoming, "x-zm-request-timestamp");
  const looksSigned =
    /^v0=[0-9a-f]{64}$/.test(headerOf(incoming, "x-zm-signature")) && /^\d{1,15}$/.test(timestamp);
  return answer === "bad-signature" && looksSigned && isTimely(timestamp, config.webhookToleranceSeconds)
    ? healthKeys.refused
    : null;
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

function isTimely(timestamp: string, toleranceSeconds: number): boolean {
  const age = Date.now() / 1000 - Number(timestamp);
  return age <= toleranceSeconds && age >= -furthestAheadSeconds;
}
