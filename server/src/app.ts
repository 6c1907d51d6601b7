import { Hono } from "hono";
import type { Authenticate } from "./auth/authenticate.ts";
import type { Deps } from "./deps.ts";
import { DomainError } from "./domain/errors.ts";
import { allowOrigins } from "./http/allow-origins.ts";
import { refuseOtherMethods } from "./http/allowed-methods.ts";
import type { App } from "./http/app-env.ts";
import { envelope } from "./http/error-body.ts";
import { mountHealth } from "./http/health.ts";
import { createCountCalls, createCountUnknownLink } from "./http/rate-limit/count-calls.ts";
import type { RateLimiter } from "./http/rate-limit/rate-limiter.ts";
import { showAllowance } from "./http/rate-limit/show-allowance.ts";
import { requestIdOf } from "./http/request-id.ts";
import { retryAfter } from "./http/retry-after.ts";
import { countRefusal, surfaceOf } from "./http/tell-refusals.ts";
import { wireOf } from "./http/wire-errors.ts";
import type { ReadReadiness } from "./operations/readiness/read-readiness.ts";
import { mountDocs } from "./pages/docs.ts";
import { mountFrontPage } from "./pages/front-page.ts";
import { mountJoinPage } from "./pages/join.ts";
import { mountRest } from "./rest/adapter.ts";
import { markDeprecated } from "./rest/mark-deprecated.ts";
import { mountRpc } from "./rpc/mount-rpc.ts";
import { inLogContext } from "./telemetry/log.ts";
import { inTraceOf } from "./telemetry/trace.ts";
import { toDomainError } from "./to-domain-error.ts";
import { webhookPath } from "./webhooks/take-deliveries.ts";

interface AppParts {
  authenticate: Authenticate;
  limiter: RateLimiter;
  readReadiness: ReadReadiness;
}

/** All that the service answers over HTTP. */
export function createApp(deps: Deps, { authenticate, limiter, readReadiness }: AppParts): App {
  const app: App = new Hono();

  app.use(async (c, next) => {
    const requestId = requestIdOf(c.req.header("x-request-id") ?? "");
    c.set("requestId", requestId);
    c.set("startedAt", performance.now());
    await inTraceOf(c.req.header(), () => inLogContext({ requestId }, next));
    c.res.headers.set("X-Request-Id", requestId);
    countRefusal(deps, surfaceOf(c.req.path), c.res.status);
    if (deps.isDraining()) c.res.headers.set("Connection", "close");
    if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
  });

  const { config, encryption, log } = deps;
  const counting = { config, encryption, log, limiter };
  const countCalls = createCountCalls({ ...counting, authenticate });
  allowOrigins(app, deps.config.corsOrigins);
  app.use("/trpc/*", showAllowance(deps));
  mountRpc(app, { deps, authenticate, countCalls });

  // Deliveries are answered before they reach this app.
  refuseOtherMethods(app, webhookPath, ["POST"]);
  app.use("/api/zoom/*", markDeprecated(deps), showAllowance(deps), async (c, next) => {
    const rateLimited = await countCalls(c, 1);
    if (rateLimited) throw rateLimited;
    await next();
  });
  mountRest(app, deps, authenticate);
  mountJoinPage(app, deps, createCountUnknownLink(counting));
  mountFrontPage(app, deps.config);
  if (deps.config.docs) mountDocs(app);
  mountHealth(app, deps, readReadiness);

  app.notFound((c) =>
    c.json(
      envelope(new DomainError("NOT_FOUND", "There is nothing at this address"), c.get("requestId")),
      404,
    ),
  );
  app.onError((error, c) => {
    const failure = toDomainError(error);
    const requestId = c.get("requestId");
    deps.databaseState.note(error);
    if (failure.reason === "INTERNAL_ERROR") {
      deps.databaseState.report(error, "A request failed unexpectedly", { requestId, method: c.req.method });
    }
    return c.json(envelope(failure, requestId), wireOf[failure.reason].status, retryAfter([failure]));
  });
  return app;
}
