import { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Hono } from "hono";
import type { AppEnv } from "./app-env.ts";
import type { Authenticate } from "./auth.ts";
import { commonHeaders } from "./common-headers.ts";
import type { Deps } from "./deps.ts";
import type { Actor } from "./domain/actor.ts";
import { DomainError, type Reason } from "./domain/errors.ts";
import { envelope } from "./envelope.ts";
import { explain, invalidInput, wireOf } from "./failures.ts";
import { mountHealth } from "./health.ts";
import { describeError } from "./log.ts";
import { mountDocs } from "./pages/docs.ts";
import { mountJoinPage } from "./pages/join.ts";
import { calledProcedures, mostBatchedCalls } from "./rate-limit/called-procedures.ts";
import { limitCalls, type Surface } from "./rate-limit/limit-calls.ts";
import type { RateLimiter } from "./rate-limit/rate-limiter.ts";
import { refuseCalls } from "./rate-limit/refuse-calls.ts";
import { requestIdOf } from "./request-id.ts";
import { mountRest } from "./rest/adapter.ts";
import { tellDeprecation } from "./rest/tell-deprecation.ts";
import { appRouter } from "./routers/index.ts";
import { asTrpcError } from "./trpc.ts";
import { declaredBytes, readCapped } from "./webhooks/read-capped.ts";
import { webhookPath } from "./webhooks/take-deliveries.ts";

const mostBodyBytes = 256 * 1024;

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
  app.all("/trpc/*", async (c) => {
    const request = await withCappedBody(c.req.raw);
    const idempotencyKey = c.req.header("idempotency-key");
    let actor: Promise<Actor> | undefined;
    const response = await fetchRequestHandler({
      endpoint: "/trpc",
      req: request ?? new Request(c.req.url, { method: c.req.method, headers: c.req.raw.headers }),
      router: appRouter,
      allowMethodOverride: true,
      maxBatchSize: mostBatchedCalls,
      createContext: ({ info }) => {
        if (!request) throw new TRPCError({ code: "PAYLOAD_TOO_LARGE" });
        // tRPC takes forms and bytes as well; no procedure of ours does.
        if (request.method === "POST" && !isJson(request))
          throw new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE" });
        if (idempotencyKey !== undefined && info.type === "mutation" && info.calls.length > 1)
          throw oneCallPerKey();
        return {
          deps,
          requestId: c.get("requestId"),
          limiterAway: c.get("limiterAway"),
          idempotencyKey,
          authenticate: () => {
            actor ??= authenticate(c.req.header("authorization"));
            return actor;
          },
        };
      },
      responseMeta: ({ errors }) => ({ headers: retryAfter(errors.map((error) => error.cause)) }),
    });
    // What tRPC refuses before it knows the procedure is JSON without saying so.
    const type = response.headers.get("content-type") ?? "text/plain";
    if (type.startsWith("text/plain")) response.headers.set("content-type", "application/json");
    return response;
  });

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
  costOf: (c) => Math.min(calledProcedures(c.req.url).paths.length, mostBatchedCalls),
  refuse: (c, told) => refuseCalls(c.req.url, told, retryAfter([told])),
};

const restSurface: Surface = {
  costOf: () => 1,
  refuse: (c, told) => c.json(envelope(told), wireOf[told.reason].status, retryAfter([told])),
};

const oneCallPerKey = () =>
  asTrpcError(invalidInput([{ path: "Idempotency-Key", message: "names one call: send the others apart" }]));

const temporary: ReadonlySet<Reason> = new Set(["ZOOM_UNAVAILABLE", "SERVICE_UNAVAILABLE", "RATE_LIMITED"]);

const isTemporary = ({ reason, details }: DomainError) =>
  temporary.has(reason) || details.retryAfterSeconds !== undefined;

function retryAfter(failures: readonly unknown[]): Record<string, string> {
  const told = failures.find((failure) => failure instanceof DomainError && isTemporary(failure));
  return told instanceof DomainError ? { "Retry-After": String(told.details.retryAfterSeconds ?? 5) } : {};
}

const isJson = ({ headers }: Request) => /^application\/json\b/i.test(headers.get("content-type") ?? "");

async function withCappedBody(request: Request): Promise<Request | null> {
  if (request.method === "GET" || request.method === "HEAD") return request;
  const declared = declaredBytes(request);
  if (declared !== null) return declared > mostBodyBytes ? null : request;
  const body = await readCapped(request, mostBodyBytes);
  return (
    body &&
    new Request(request.url, { method: request.method, headers: request.headers, body: new Uint8Array(body) })
  );
}
