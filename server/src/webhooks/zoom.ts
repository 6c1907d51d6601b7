import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import { describeError } from "../log.ts";
import { receiveDelivery } from "../operations/receive-delivery.ts";
import { readDelivery } from "../zoom/events.ts";
import { answerUrlValidation, verifyWebhookSignature } from "../zoom/signature.ts";
import { readCapped } from "./read-capped.ts";

const mostBytes = 64 * 1024;
const furthestAheadSeconds = 300;
// Zoom waits three seconds, and sends again only after a 5xx.
const answerWithinMs = 2_500;

/**
 * Zoom's deliveries: raw bytes, then the signature, then the time, and only then the content. 200 means that the
 * delivery is durable. Nothing of an unsigned body is read or logged.
 */
export const receiveZoomWebhook =
  (deps: Deps) =>
  async (c: Context): Promise<Response> => {
    const answer = (status: 200 | 400 | 401 | 413 | 503, body: object, name: string) => {
      deps.metrics.deliveries.inc({ answer: name });
      return c.json(body, status);
    };
    const body = await readCapped(c.req.raw, mostBytes);
    if (!body)
      return answer(413, { success: false, error: "The delivery is larger than 64 KB" }, "too-large");
    const timestamp = c.req.header("x-zm-request-timestamp") ?? "";
    const signature = c.req.header("x-zm-signature") ?? "";
    const { webhookSecrets } = deps.config.zoom;
    const secret = verifyWebhookSignature({ secrets: webhookSecrets, timestamp, rawBody: body, signature });
    if (secret === null)
      return answer(401, { success: false, error: "The signature does not hold" }, "bad-signature");
    if (!isTimely(timestamp, deps.config.webhookToleranceSeconds)) {
      return answer(401, { success: false, error: "The delivery is too old" }, "too-old");
    }
    const delivery = readDelivery(body.toString("utf8"));
    if (!delivery)
      return answer(400, { success: false, error: "Not a JSON object with an event" }, "unreadable");
    if (delivery.event === "endpoint.url_validation") {
      const validation = answerUrlValidation(secret, delivery.plainToken ?? "");
      if (!validation)
        return answer(400, { success: false, error: "The plainToken does not fit" }, "unreadable");
      return answer(200, validation, "url-validation");
    }
    try {
      await within(answerWithinMs, receiveDelivery(deps, body, delivery));
    } catch (error) {
      deps.log.warn(
        { event: "webhook", ...describeError(error) },
        "A delivery could not be kept; Zoom sends it again",
      );
      return answer(503, { success: false, error: "Not kept: send it again" }, "unavailable");
    }
    return answer(200, { success: true }, "kept");
  };

function isTimely(timestamp: string, toleranceSeconds: number): boolean {
  const age = Date.now() / 1000 - Number(timestamp);
  return age <= toleranceSeconds && age >= -furthestAheadSeconds;
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("The inbox took too long")), milliseconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
