import { initTRPC, TRPCError } from "@trpc/server";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import { DomainError, type Reason } from "../domain/errors.ts";
import { grantFor, type Permission } from "../domain/policy.ts";
import { maxStreamMs, streamHeartbeatMs } from "../http/open-streams.ts";
import { explain, invalidInput, wireOf } from "../http/wire-errors.ts";
import { recordAccess } from "../operations/access/record-access.ts";
import { describeError } from "../telemetry/log.ts";
import { inputTransformer } from "./transformer.ts";

export interface Context {
  deps: Deps;
  requestId: string;
  /** Reads the token once per request. @throws DomainError UNAUTHENTICATED */
  authenticate: () => Promise<Actor>;
  /** The header Idempotency-Key as it came; queries pass over it. */
  idempotencyKey?: string;
  /** Nobody knows how many calls the caller has left: what hands out ways into a visit waits until somebody does. */
  limiterAway?: boolean;
  /** Tells the caller of a stream behind which event it begins. */
  tellStart?: (lastEventId: string) => void;
}

const t = initTRPC.context<Context>().create({
  transformer: inputTransformer,
  isDev: false,
  sse: {
    ping: { enabled: true, intervalMs: streamHeartbeatMs },
    maxDurationMs: maxStreamMs,
    client: { reconnectAfterInactivityMs: 4 * streamHeartbeatMs },
  },
  errorFormatter({ shape, error }) {
    const told = toldOf(error);
    const { status, code } = wireOf[told.reason];
    return {
      message: told.message,
      code: shape.code,
      data: { code, httpStatus: status, path: shape.data.path, reason: told.reason, ...told.details },
    };
  },
});

export const { router, createCallerFactory, procedure } = t;

// What tRPC itself refuses, before any procedure runs.
const ownRefusals: Partial<Record<TRPCError["code"], [Reason, string]>> = {
  NOT_FOUND: ["NOT_FOUND", "There is no such procedure"],
  METHOD_NOT_SUPPORTED: ["METHOD_NOT_ALLOWED", "Queries take GET or POST, mutations POST"],
  UNSUPPORTED_MEDIA_TYPE: ["UNSUPPORTED_MEDIA_TYPE", "Send the input as application/json"],
  PAYLOAD_TOO_LARGE: ["PAYLOAD_TOO_LARGE", "The request is larger than 256 KB"],
  BAD_REQUEST: [
    "VALIDATION_ERROR",
    "The request does not fit: a batch is an object of at most 20 calls of one kind",
  ],
};

/** What a caller is told of a failed procedure. */
export function toldOf(error: TRPCError): DomainError {
  if (error.cause instanceof DomainError) return error.cause;
  if (error.cause instanceof SyntaxError && error.code === "BAD_REQUEST") {
    return invalidInput([{ path: "", message: "is not valid JSON" }]);
  }
  const told = explain(error.cause);
  if (told.reason !== "INTERNAL_ERROR") return told;
  const own = error.code === "INTERNAL_SERVER_ERROR" ? undefined : ownRefusals[error.code];
  if (own === undefined) return told;
  const [reason, message] = own;
  const issues = [{ path: "", message }];
  return new DomainError(reason, message, reason === "VALIDATION_ERROR" ? { issues } : {});
}

/**
 * Answers a call of one procedure of the policy table: who calls is known, and roles that may never are refused, before
 * the input is read. Counts, times and logs the call; refusals go to the access log. It is no middleware of tRPC's, since
 * each of those copies the whole call several times.
 */
export async function answerCall<Answer>(
  name: Permission,
  call: { ctx: Context },
  work: (actor: Actor, input: unknown) => Promise<Answer>,
): Promise<Answer> {
  // tRPC hands it to resolvers as to middlewares, and its types tell of the latter alone.
  const { ctx, getRawInput } = call as typeof call & { getRawInput: () => Promise<unknown> };
  const started = performance.now();
  let actor: Actor | undefined;
  let told: DomainError | undefined;
  try {
    actor = { ...(await ctx.authenticate()), requestId: ctx.requestId };
    if (grantFor(name, actor.role) === "never") {
      throw new DomainError("FORBIDDEN", `The role ${actor.role} may not do this`);
    }
    if (ctx.limiterAway && handsOutWays(name)) throw limiterAway();
    return await work(actor, await getRawInput());
  } catch (error) {
    told = error instanceof TRPCError ? toldOf(error) : explain(error);
    if (told.reason === "INTERNAL_ERROR")
      report(ctx, name, error instanceof TRPCError ? (error.cause ?? error) : error);
    if (actor && denied.has(told.reason)) {
      const meetingId = meetingIdIn(await getRawInput().catch(() => null));
      const access = { action: name, refusedFor: told.reason, actor, meetingId };
      await recordAccess(ctx.deps, ctx.deps.db, access);
    }
    throw asTrpcError(told);
  } finally {
    const reason = told?.reason ?? "OK";
    const durationMs = performance.now() - started;
    ctx.deps.metrics.callDuration.observe({ procedure: name, reason }, durationMs / 1000);
    const { requestId } = ctx;
    ctx.deps.log.info({ requestId, procedure: name, reason, role: actor?.role, durationMs }, "call");
  }
}

const handsOutWays = (name: Permission) => name.startsWith("links.") || name === "lifecycle.start";

const limiterAway = () =>
  new DomainError(
    "SERVICE_UNAVAILABLE",
    "Calls cannot be counted now, and this one must be: try again soon",
    {
      retryAfterSeconds: 2,
    },
  );

const denied = new Set<Reason>(["FORBIDDEN", "MEETING_NOT_FOUND", "LINK_EXPIRED", "LINK_REVOKED"]);

export const asTrpcError = (told: DomainError) =>
  new TRPCError({ code: wireOf[told.reason].code, message: told.message, cause: told });

const report = ({ deps, requestId }: Context, name: string, error: unknown) =>
  deps.log.error({ requestId, procedure: name, ...describeError(error) }, "A call failed unexpectedly");

function meetingIdIn(input: unknown): string | undefined {
  if (typeof input !== "object" || input === null || !("meetingId" in input)) return undefined;
  const id = String(input.meetingId);
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id : undefined;
}
