import { TRPCError } from "@trpc/server";
import type { Context, Hono } from "hono";
import type { Authenticate } from "../auth/authenticate.ts";
import type { Deps } from "../deps.ts";
import { refuseOtherMethods } from "../http/allowed-methods.ts";
import type { AppEnv as Env } from "../http/app-env.ts";
import { envelope } from "../http/error-body.ts";
import { tellRefusedToken } from "../http/tell-refusals.ts";
import { wireOf } from "../http/wire-errors.ts";
import { findMeetingId } from "../operations/meetings/find-meeting-id.ts";
import { failureOf } from "../rpc/failure-of.ts";
import { toDomainError } from "../to-domain-error.ts";
import { createRestCaller } from "./caller.ts";
import { readBody, readMeetingName, requireNoRepeat } from "./read-rest-request.ts";
import type { RestRoute } from "./rest-route.ts";
import { restRoutes } from "./routes.ts";

const base = "/api/zoom";

/** Serves older callers: every row is answered by its procedure, and only its form is given here. */
export function mountRest(app: Hono<Env>, deps: Deps, authenticate: Authenticate): void {
  for (const route of restRoutes) {
    app.on(route.method, base + route.path, (c) => serve(c, deps, authenticate, route));
  }
  for (const path of new Set(restRoutes.map((route) => route.path))) {
    const allowed = restRoutes.filter((route) => route.path === path).map((route) => route.method);
    refuseOtherMethods(app, base + path, allowed);
  }
}

async function serve(
  c: Context<Env>,
  deps: Deps,
  authenticate: Authenticate,
  route: RestRoute,
): Promise<Response> {
  try {
    const actor = c.get("actor") ?? (await authenticate(c.req.header("authorization")));
    const caller = createRestCaller({
      deps,
      requestId: c.get("requestId"),
      startedAt: c.get("startedAt"),
      authenticate: async () => actor,
      limiterUnavailable: c.get("allowance").state === "unavailable",
      idempotencyKey: c.req.header("idempotency-key"),
    });
    const input = await readInput(c, deps);
    const { status, data } = await route.answer(caller, input);
    return c.json({ success: true, ...(route.data ? { data } : { message: route.message }) }, status);
  } catch (error) {
    tellRefusedToken(deps, c, "rest", error);
    const failure = error instanceof TRPCError ? failureOf(error) : toDomainError(error);
    if (failure.reason === "INTERNAL_ERROR" && !(error instanceof TRPCError)) throw error;
    const { status } = wireOf[failure.reason];
    return c.json(
      envelope(failure, c.get("requestId")),
      status,
      status === 503 || failure.details.retryAfterSeconds !== undefined
        ? { "Retry-After": String(failure.details.retryAfterSeconds ?? 5) }
        : {},
    );
  }
}

/** The input of the row's procedure, unchecked; `:meetingId` has become our own id. */
async function readInput(c: Context<Env>, deps: Deps): Promise<Record<string, unknown>> {
  const params: Record<string, string> = { ...c.req.param() };
  const query = c.req.query();
  const body = c.req.method === "GET" ? {} : await readBody(c.req.raw);
  requireNoRepeat(params, query, body);
  if (params.meetingId !== undefined) {
    const name = readMeetingName(params.meetingId);
    params.meetingId = "meetingId" in name ? name.meetingId : await findMeetingId(deps, name.zoomMeetingId);
  }
  return { ...(c.req.method === "GET" ? query : body), ...params };
}
