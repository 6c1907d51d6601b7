import { TRPCError } from "@trpc/server";
import { resolveResponse } from "@trpc/server/http";
import type { Hono } from "hono";
import type { Authenticate } from "../auth/authenticate.ts";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import type { AppEnv } from "../http/app-env.ts";
import { isEventStream, keepStream, streamHeaders } from "../http/open-streams.ts";
import { mostBatchedCalls, procedurePath } from "../http/rate-limit/called-procedures.ts";
import { declaredBytes, readCapped } from "../http/read-capped.ts";
import { retryAfter } from "../http/retry-after.ts";
import { wholeMessages } from "../http/whole-messages.ts";
import { invalidInput } from "../http/wire-errors.ts";
import { appRouter } from "../routers/index.ts";
import { refuseStream } from "./refuse-stream.ts";
import { asTrpcError } from "./trpc.ts";

const maxBodyBytes = 256 * 1024;

/** The procedures at /trpc, and the streams among them. */
export function mountRpc(app: Hono<AppEnv>, deps: Deps, authenticate: Authenticate): void {
  app.all("/trpc/*", async (c) => {
    const request = await withCappedBody(c.req.raw);
    const idempotencyKey = c.req.header("idempotency-key");
    const known = c.get("actor");
    let actor: Promise<Actor> | undefined = known ? Promise.resolve(known) : undefined;
    let streamStart: string | undefined;
    let streamFailure: TRPCError | undefined;
    const response = await resolveResponse({
      path: procedurePath(c.req.url),
      error: null,
      req: request ?? new Request(c.req.url, { method: c.req.method, headers: c.req.raw.headers }),
      router: appRouter,
      allowMethodOverride: true,
      maxBatchSize: mostBatchedCalls,
      createContext: async ({ info }) => {
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
          tellStart: (lastEventId) => {
            streamStart = lastEventId;
          },
        };
      },
      onError: ({ error, type }) => {
        if (type === "subscription") streamFailure ??= error;
      },
      responseMeta: ({ errors }) => ({ headers: retryAfter(errors.map((error) => error.cause)) }),
    });
    if (isEventStream(response)) {
      if (streamFailure) return refuseStream(response, streamFailure, retryAfter([streamFailure.cause]));
      keepStream(deps.streams, c);
      for (const [name, value] of streamHeaders(streamStart)) response.headers.set(name, value);
      return response.body ? new Response(wholeMessages(response.body), response) : response;
    }
    // What tRPC refuses before it knows the procedure is JSON without saying so.
    const type = response.headers.get("content-type") ?? "text/plain";
    if (type.startsWith("text/plain")) response.headers.set("content-type", "application/json");
    return response;
  });
}

const oneCallPerKey = () =>
  asTrpcError(invalidInput([{ path: "Idempotency-Key", message: "names one call: send the others apart" }]));

const isJson = ({ headers }: Request) => /^application\/json\b/i.test(headers.get("content-type") ?? "");

async function withCappedBody(request: Request): Promise<Request | null> {
  if (request.method === "GET" || request.method === "HEAD") return request;
  const declared = declaredBytes(request);
  if (declared !== null) return declared > maxBodyBytes ? null : request;
  const body = await readCapped(request, maxBodyBytes);
  return (
    body &&
    new Request(request.url, { method: request.method, headers: request.headers, body: new Uint8Array(body) })
  );
}
