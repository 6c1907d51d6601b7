import { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { TRPCRequestInfo } from "@trpc/server/http";
import type { Hono, Context as HonoContext } from "hono";
import type { Authenticate } from "../auth/authenticate.ts";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import type { DomainError } from "../domain/errors.ts";
import type { AppEnv } from "../http/app-env.ts";
import { isEventStream, streamHeaders } from "../http/open-streams.ts";
import type { CountCalls } from "../http/rate-limit/count-calls.ts";
import { declaredBytes, maxBodyBytes, withCappedBody } from "../http/read-capped.ts";
import { retryAfter } from "../http/retry-after.ts";
import { tellRefusedToken } from "../http/tell-refusals.ts";
import { wholeMessages } from "../http/whole-messages.ts";
import { appRouter } from "../routers/index.ts";
import { invalidInput } from "../to-domain-error.ts";
import type { Context } from "./context.ts";
import { errorResponse } from "./error-response.ts";
import { requestIdOfError } from "./request-id-of-error.ts";
import { toTrpcError } from "./to-trpc-error.ts";
import { watchPermission } from "./watch-permission.ts";

const endpoint = "/trpc";
const methods = ["GET", "HEAD", "POST"];
const maxBatchSize = 20;

type Edge = { deps: Deps; authenticate: Authenticate; countCalls: CountCalls };

/** Facts about a request that appear while tRPC answers it. */
interface RequestProgress {
  /** The calls of the request; undefined where tRPC refuses it before it knows them. */
  info?: TRPCRequestInfo;
  rateLimited?: DomainError | null;
  streamStart?: string;
  streamError?: TRPCError;
  /** Of a stream: aborted when its caller may follow it no longer. */
  permission?: AbortController;
}

/** The procedures at /trpc, and the streams among them. */
export function mountRpc(app: Hono<AppEnv>, edge: Edge): void {
  app.on(methods, `${endpoint}/*`, async (c) => {
    const progress: RequestProgress = {};
    const request = readable(c.req.raw);
    const response = await fetchRequestHandler({
      endpoint,
      req: request ?? new Request(c.req.url, { method: c.req.method, headers: c.req.raw.headers }),
      router: appRouter,
      allowMethodOverride: true,
      maxBatchSize,
      createContext: ({ info }) => createContext(c, edge, request, info, progress),
      onError: ({ error, type }) => {
        requestIdOfError.set(error, c.get("requestId"));
        if (type === "subscription") progress.streamError ??= error;
      },
      responseMeta: ({ errors }) => ({ headers: retryAfter(errors.map((error) => error.cause)) }),
    });
    if (!progress.info) progress.rateLimited = await edge.countCalls(c, 1);
    const { info, rateLimited, streamStart, streamError } = progress;
    const refused = rateLimited ? toTrpcError(rateLimited) : isEventStream(response) && streamError;
    if (refused) {
      requestIdOfError.set(refused, c.get("requestId"));
      return refuse(response, refused, info);
    }
    if (isEventStream(response)) {
      // Hono throws the body away unread, and nobody would end the stream.
      if (c.req.method === "HEAD") return withoutBody(response);
      holdWhileAllowed(edge, c, progress.permission);
      for (const [name, value] of streamHeaders(streamStart)) response.headers.set(name, value);
      return response.body ? new Response(wholeMessages(response.body), response) : response;
    }
    // tRPC's refusals before it knows the procedure are JSON without saying so.
    const type = response.headers.get("content-type") ?? "text/plain";
    if (type.startsWith("text/plain")) response.headers.set("content-type", "application/json");
    return response;
  });
  app.all(`${endpoint}/*`, (c) => refuseMethod(c, edge));
}

async function refuseMethod(c: HonoContext<AppEnv>, { countCalls }: Edge): Promise<Response> {
  const rateLimited = await countCalls(c, 1);
  if (rateLimited) throw rateLimited;
  const headers = { allow: methods.join(", ") };
  if (c.req.method === "OPTIONS") return c.body(null, 204, headers);
  const error = new TRPCError({ code: "METHOD_NOT_SUPPORTED" });
  requestIdOfError.set(error, c.get("requestId"));
  return errorResponse(error, undefined, headers);
}

function holdWhileAllowed(
  { deps, authenticate }: Edge,
  c: HonoContext<AppEnv>,
  permission: AbortController | undefined,
): void {
  const { outgoing } = c.env ?? {};
  if (!outgoing || !permission) return;
  const authorization = c.req.header("authorization");
  watchPermission(() => authenticate(authorization), permission, outgoing);
  deps.streams.hold(outgoing, permission.signal);
}

/** Counts the calls, and refuses requests that no procedure accepts. */
async function createContext(
  c: HonoContext<AppEnv>,
  { deps, authenticate, countCalls }: Edge,
  request: Request | null,
  info: TRPCRequestInfo,
  progress: RequestProgress,
): Promise<Context> {
  progress.info = info;
  progress.rateLimited = await countCalls(c, info.calls.length);
  if (progress.rateLimited) throw toTrpcError(progress.rateLimited);
  if (!request) throw tooLarge();
  // tRPC accepts forms and bytes as well; no procedure of ours does.
  if (request.method === "POST" && !isJson(request)) throw new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE" });
  const idempotencyKey = c.req.header("idempotency-key");
  if (idempotencyKey !== undefined && info.type === "mutation" && info.calls.length > 1)
    throw oneCallPerKey();
  if (info.type === "subscription") progress.permission = new AbortController();
  const known = c.get("actor");
  let actor: Promise<Actor> | undefined = known ? Promise.resolve(known) : undefined;
  return {
    deps,
    requestId: c.get("requestId"),
    startedAt: c.get("startedAt"),
    limiterUnavailable: c.get("allowance").state === "unavailable",
    idempotencyKey,
    permissionEnd: progress.permission?.signal,
    authenticate: () => {
      actor ??= authenticate(c.req.header("authorization")).catch((error: unknown) => {
        tellRefusedToken(deps, c, "rpc", error);
        throw error;
      });
      return actor;
    },
    onStreamStart: (lastEventId) => {
      progress.streamStart = lastEventId;
    },
  };
}

const oneCallPerKey = () =>
  toTrpcError(invalidInput([{ path: "Idempotency-Key", message: "names one call: send the others apart" }]));

const isJson = ({ headers }: Request) => /^application\/json\b/i.test(headers.get("content-type") ?? "");

/** tRPC answers a refused subscription by a stream with status 200; here it is refused like any other call. */
async function refuse(
  answer: Response,
  error: TRPCError,
  info: TRPCRequestInfo | undefined,
): Promise<Response> {
  await answer.body?.cancel();
  const allow = answer.headers.get("allow");
  return errorResponse(error, info, { ...retryAfter([error.cause]), ...(allow !== null && { allow }) });
}

/** The request as tRPC reads it; null where it is too large. Nothing waits for a body before the caller is known. */
function readable(request: Request): Request | null {
  // tRPC answers HEAD without looking at the call.
  if (request.method === "HEAD") return new Request(request.url, { headers: request.headers });
  const declared = declaredBytes(request);
  if (declared !== null) return declared > maxBodyBytes ? null : request;
  return request.method === "GET" ? request : withCappedBody(request, maxBodyBytes, tooLarge);
}

const tooLarge = () => new TRPCError({ code: "PAYLOAD_TOO_LARGE" });

async function withoutBody(answer: Response): Promise<Response> {
  await answer.body?.cancel();
  return new Response(null, answer);
}
