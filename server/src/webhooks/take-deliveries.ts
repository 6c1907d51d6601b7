import type { RequestListener } from "node:http";
import type { Deps } from "../deps.ts";
import { receiveZoomWebhook } from "./zoom.ts";

export const webhookPath = "/api/zoom/webhook";

/** Takes Zoom's deliveries out of the requests, and leaves the others to `listener`. */
export function takeDeliveries(deps: Deps, listener: RequestListener): RequestListener {
  const receive = receiveZoomWebhook(deps);
  return (incoming, outgoing) => {
    const [path] = (incoming.url ?? "").split("?", 1);
    if (incoming.method === "POST" && path === webhookPath) return receive(incoming, outgoing);
    return listener(incoming, outgoing);
  };
}
