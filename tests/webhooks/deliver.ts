import { createHmac, randomUUID } from "node:crypto";
import { webhookSecret } from "../support/test-sandbox.ts";

export type Headers = Record<string, string>;

export const secondsFromNow = (seconds: number): string => String(Math.floor(Date.now() / 1000) + seconds);

/** Zoom's two headers for these exact bytes. */
export function signed(
  body: string | Uint8Array,
  { secret = webhookSecret, timestamp = secondsFromNow(0) } = {},
): Headers {
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex");
  return { "x-zm-request-timestamp": timestamp, "x-zm-signature": `v0=${digest}` };
}

/** Sends bytes as Zoom would, and gives up after Zoom's three seconds. */
export const deliver = (
  url: string,
  body: string | Uint8Array | ReadableStream,
  headers: Headers,
): Promise<Response> =>
  fetch(`${url}/api/zoom/webhook`, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: body as NonNullable<RequestInit["body"]>,
    signal: AbortSignal.timeout(3_000),
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });

/** A delivery that is different each time. */
export const aDelivery = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    event: "meeting.started",
    event_ts: 1_720_705_455_858,
    payload: {
      account_id: "account",
      object: {
        id: "98765432100",
        uuid: `${randomUUID()}==`,
        host_id: "host",
        topic: "Online visit",
        start_time: "2030-05-07T10:00:00Z",
      },
    },
    ...change,
  });

/** Marks a delivery, so that a test finds its own in the inbox. */
export const ofAccount = (account_id: string, object: object = {}) => ({ payload: { account_id, object } });
