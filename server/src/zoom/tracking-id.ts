import type { Reply } from "./exchange.ts";

/** The id under which Zoom's support finds this exchange. */
export function trackingId(reply: Reply): string | undefined {
  if (reply.kind !== "answered" && reply.kind !== "unread") return undefined;
  const value = reply.headers.get("x-zm-trackingid") ?? "";
  return /^[\w.;=:-]{1,200}$/.test(value) ? value : undefined;
}
