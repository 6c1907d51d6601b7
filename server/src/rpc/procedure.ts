import { setTimeout as sleep } from "node:timers/promises";
import { getTRPCErrorFromUnknown, type TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { ProcedureName } from "../contract/procedures.ts";
import type { Actor, CallTrace } from "../domain/actor.ts";
import { DomainError, type Reason } from "../domain/errors.ts";
import { grantFor, type Permission } from "../domain/policy.ts";
import { hashForLog } from "../http/tell-refusals.ts";
import { accessRow, type Reached } from "../operations/access/record-access.ts";
import { describeError } from "../telemetry/log.ts";
import { inSpan } from "../telemetry/trace.ts";
import type { Context } from "./context.ts";
import { failureOf } from "./failure-of.ts";
import { reachedByAnswer, reachedByInput } from "./reached.ts";
import { toTrpcError } from "./to-trpc-error.ts";
import { trpc } from "./trpc.ts";

/**
 * A procedure of the policy table. Who calls is established, and roles that may never are refused, before the input is
 * read; each call is timed, counted and logged, and leaves one row in the access log before its answer leaves. It is a
 * single middleware, since tRPC copies the whole call for each.
 */
export const procedure = (name: ProcedureName) =>
  trpc.procedure.use(({ ctx, getRawInput, next }) =>
    inSpan(name, { kind: "server" }, async () => {
      const started = performance.now();
      let actor: Actor | undefined;
      let failure: DomainError | undefined;
      try {
        const call: CallTrace = { action: name, requestId: ctx.requestId, isLogged: false };
        actor = { ...(await ctx.authenticate()), call };
        requireAdmission(name, actor, ctx);
        const result = await next({ ctx: { actor, procedure: name } });
        if (!result.ok) throw result.error;
        if (!call.isLogged)
          await logAnswer(ctx, actor, call, reachedByAnswer(name, result.data, await getRawInput()));
        return result;
      } catch (thrown) {
        const error = getTRPCErrorFromUnknown(thrown);
        failure = failureOf(error);
        if (!ctx.deps.databaseState.note(error.cause) && failure.reason === "INTERNAL_ERROR")
          reportUnexpected(ctx, name, error);
        // A change that is committed has its row, also where Zoom refuses it afterwards.
        if (actor && !actor.call?.isLogged)
          await logRefusal(ctx, actor, failure.reason, { name, error, input: getRawInput });
        if (actor && failure.reason === "MEETING_NOT_FOUND") await hideWork(name, actor, ctx);
        throw toTrpcError(failure);
      } finally {
        const reason = failure?.reason ?? "OK";
        const durationMs = performance.now() - started;
        ctx.deps.metrics.callDuration.observe({ procedure: name, reason }, durationMs / 1000);
        tellCall(ctx, { procedure: name, reason, durationMs }, actor);
      }
    }),
  );

const denials = new Set<string>(["FORBIDDEN", "MEETING_NOT_FOUND"] satisfies Reason[]);

/** One line for a call; a caller that is not established has another one. */
function tellCall(
  { deps, requestId }: Context,
  call: { procedure: ProcedureName; reason: string; durationMs: number },
  actor: Actor | undefined,
): void {
  if (call.reason === "UNAUTHENTICATED") return;
  const line = { requestId, ...call, role: actor?.role };
  if (actor && denials.has(call.reason)) {
    const subjectHash = hashForLog(deps, actor.sub);
    deps.log.warn(
      { event: "access-refused", ...line, subjectHash },
      "A caller may not see this, or it is not there",
    );
  } else deps.log.info(line, "call");
}

/** Writes the row of an answer. Figures tell of nobody: where no row can be written, they are answered all the same. */
async function logAnswer(ctx: Context, actor: Actor, call: CallTrace, reached: Reached): Promise<void> {
  const { deps, requestId } = ctx;
  const access = { action: call.action, refusedFor: null, actor, ...reached };
  try {
    await deps.storeAccess(accessRow(deps, access));
  } catch (error) {
    if (reached.persons?.length !== 0) throw error;
    deps.databaseState.report(error, "A reading of figures is not in the access log", { requestId });
  }
}

/** Failures that say nothing of any visit: nothing was looked at, or it is unknown what was. */
const saysNothing = new Set<Reason>([
  "UNAUTHENTICATED",
  "RATE_LIMITED",
  "SERVICE_UNAVAILABLE",
  "INTERNAL_ERROR",
]);

interface Refusal {
  name: ProcedureName;
  error: TRPCError;
  input: () => Promise<unknown>;
}

/** Writes the row of a refusal. A rule that an operation checks may tell of a visit; the schema of an input does not. */
async function logRefusal(
  { deps }: Context,
  actor: Actor,
  reason: Reason,
  { name, error, input }: Refusal,
): Promise<void> {
  if (saysNothing.has(reason)) return;
  const reached = reachedByInput(await input().catch(() => null));
  const namesVisit = reached.meetingId !== null || reached.appointmentId !== null;
  if (reason === "VALIDATION_ERROR" && (error.cause instanceof ZodError || !namesVisit)) return;
  await deps.storeAccess(accessRow(deps, { action: name, refusedFor: reason, actor, ...reached }));
}

function requireAdmission(name: Permission, { role }: Actor, { limiterUnavailable }: Context): void {
  if (grantFor(name, role) === "never") {
    throw new DomainError("FORBIDDEN", `The role ${role} may not do this`);
  }
  if (limiterUnavailable && handsOutLinks(name)) {
    throw new DomainError(
      "SERVICE_UNAVAILABLE",
      "The rate limiter is unavailable, and without it no links are handed out: try again soon",
      { retryAfterSeconds: 2 },
    );
  }
}

/** To find a meeting that is another person's takes other work than to find none: neither is answered earlier than this. */
const notFoundAfterMs = 50;

async function hideWork(name: Permission, { role }: Actor, { startedAt }: Context): Promise<void> {
  const leftMs = startedAt + notFoundAfterMs - performance.now();
  if (grantFor(name, role) !== "all" && leftMs > 0) await sleep(leftMs);
}

const handsOutLinks = (name: Permission) => name.startsWith("links.") || name === "lifecycle.start";

function reportUnexpected({ deps, requestId }: Context, name: Permission, error: TRPCError) {
  const { cause } = error;
  const place = cause instanceof ZodError ? { errorCode: placesOf(cause) } : {};
  deps.log.error(
    { requestId, procedure: name, ...describeError(cause ?? error), ...place },
    "A call failed unexpectedly",
  );
}

/** The fields of an answer that do not fit its schema, without their values. */
const placesOf = ({ issues }: ZodError) =>
  issues.map(({ path, code }) => `${path.join(".")}: ${code}`).join(", ");
