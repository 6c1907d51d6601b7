import type { RequestListener } from "node:http";
import type { Deps } from "../deps.ts";
import { receiveZoomWebhook } from "./zoom.ts";

export const webhookPath = "/api/zoom/webhook";

/**
 * Whether a request's target is the webhook's, in any form that a proxy may send: absolute, with doubled or trailing
 * slashes, dots, or encoded letters. Zoom never repeats what was answered with 404 or 405.
 */
export function isWebhookTarget(target: string): boolean {
  if (target === webhookPath) return true;
  if (!/webhook|%/i.test(target)) return false;
  // A target that begins with two slashes is a path all the same, and no host.
  const pathname = URL.parse(target.startsWith("/") ? `http://localhost${target}` : target)?.pathname ?? "";
  return /^\/+api\/+zoom\/+webhook\/*$/i.test(decoded(pathname));
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** Takes Zoom's deliveries out of the requests, and leaves the others to `listener`. */
export function takeDeliveries(deps: Deps, listener: RequestListener): RequestListener {
  const receive = receiveZoomWebhook(deps);
  return (incoming, outgoing) => {
    if (!isWebhookTarget(incoming.url ?? "")) return listener(incoming, outgoing);
    if (incoming.method === "POST") return receive(incoming, outgoing);
    incoming.url = webhookPath;
    return listener(incoming, outgoing);
  };
}
