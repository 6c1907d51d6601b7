import { cors } from "hono/cors";
import type { App } from "./app-env.ts";

// A browser asks again before a call after this long.
const maxAgeSeconds = 600;

const allowHeaders = [
  "authorization",
  "content-type",
  "idempotency-key",
  "last-event-id",
  "traceparent",
  "tracestate",
  "trpc-accept",
  "x-request-id",
];
const exposeHeaders = [
  "deprecation",
  "last-event-id",
  "link",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "x-request-id",
];

/** Lets pages of these origins call procedures and read the answers. Cookies play no part: a call has its token. */
export function allowOrigins(app: App, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const allow = cors({
    origin: [...origins],
    allowMethods: ["GET", "POST", "PUT", "DELETE"],
    allowHeaders,
    exposeHeaders,
    maxAge: maxAgeSeconds,
  });
  for (const path of ["/trpc/*", "/api/zoom/*"]) app.use(path, allow);
}
