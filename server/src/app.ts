import { Hono } from "hono";
import type { AppEnv } from "./app-env.ts";
import type { Authenticate } from "./auth.ts";
import { commonHeaders } from "./common-headers.ts";
import type { Deps } from "./deps.ts";
import { DomainError } from "./domain/errors.ts";
import { envelope } from "./envelope.ts";
import { explain, wireOf } from "./failures.ts";
import { mountHealth } from "./health.ts";
import { describeError } from "./log.ts";
import { mountDocs } from "./pages/docs.ts";
import { mountJoinPage } from "./pages/join.ts";
import { countCalls } from "./rate-limit/called-procedures.ts";
import { limitCalls, type Surface } from "./rate-limit/limit-calls.ts";
import type { RateLimiter } from "./rate-limit/rate-limiter.ts";
import { refuseCalls } from "./rate-limit/refuse-calls.ts";
import { requestIdOf } from "./request-id.ts";
import { mountRest } from "./rest/adapter.ts";
import { tellDeprecation } from "./rest/tell-deprecation.ts";
import { retryAfter } from "./retry-after.ts";
import { mountRpc } from "./rpc.ts";
import { webhookPath } from "./webhooks/take-deliveries.ts";

export type App = Hono<AppEnv>;

/** All that the service answers over HTTP. */
export function createApp(deps: Deps, authenticate: Authenticate, limiter: RateLimiter): App {
  const app: App = new Hono();

  app.use(async (c, next) => {
    const requestId = requestIdOf(c.req.header("x-request-id") ?? "");
    c.set("requestId", requestId);
    await next();
    c.res.headers.set("X-Request-Id", requestId);
    for (const [name, value] of Object.entries(commonHeaders)) c.res.headers.set(name, value);
    if (deps.isDraining()) c.res.headers.set("Connection", "close");
    if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
  });

  const limits = { config: deps.config, encryption: deps.encryption, authenticate, limiter };
  app.use("/trpc/*", limitCalls(limits, rpcSurface));
  mountRpc(app, deps, authenticate);

  // Deliveries are taken before they come here.
  app.all(webhookPath, (c) =>
    c.json(envelope(new DomainError("METHOD_NOT_ALLOWED", "Zoom delivers with POST")), 405, {
      Allow: "POST",
    }),
  );
  app.use("/api/zoom/*", tellDeprecation(deps.metrics));
  app.use("/api/zoom/*", limitCalls(limits, restSurface));
  mountRest(app, deps, authenticate);
  mountJoinPage(app, deps);
  mountDocs(app);
  mountHealth(app, deps);

  app.notFound((c) =>
    c.json(envelope(new DomainError("NOT_FOUND", "There is nothing at this address")), 404),
  );
  app.onError((error, c) => {
    const told = explain(error);
    const requestId = c.get("requestId");
    if (told.reason === "INTERNAL_ERROR") {
      deps.log.error(
        { requestId, method: c.req.method, ...describeError(error) },
        "A request failed unexpectedly",
      );
    }
    return c.json(envelope(told), wireOf[told.reason].status, retryAfter([told]));
  });
  return app;
}

const rpcSurface: Surface = {
  costOf: (c) => countCalls(c.req.url),
  refuse: (c, told) => refuseCalls(c.req.url, told, retryAfter([told])),
};

const restSurface: Surface = {
  costOf: () => 1,
  refuse: (c, told) => c.json(envelope(told), wireOf[told.reason].status, retryAfter([told])),
};
