import { setTimeout as sleep } from "node:timers/promises";
import { getTRPCErrorFromUnknown, type TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { Actor } from "../domain/actor.ts";
import { DomainError, type Reason } from "../domain/errors.ts";
import { grantFor, type Permission } from "../domain/policy.ts";
import { recordAccess } from "../operations/access/record-access.ts";
import { describeError } from "../telemetry/log.ts";
import { inSpan } from "../telemetry/trace.ts";
import type { Context } from "./context.ts";
import { failureOf } from "./failure-of.ts";
import { toTrpcError } from "./to-trpc-error.ts";
import { trpc } from "./trpc.ts";

/**
 * A procedure of the policy table. Who calls is established, and roles that may never are refused, before the input is
 * read; each call is timed, counted and logged, and refusals go to the access log. It is a single middleware, since tRPC
 * copies the whole call for each.
 */
export const procedure = (name: Permission) =>
  trpc.procedure.use(({ ctx, getRawInput, next }) =>
    inSpan(name, { kind: "server" }, async () => {
      const started = performance.now();
      let actor: Actor | undefined;
      let failure: DomainError | undefined;
      try {
        actor = { ...(await ctx.authenticate()), requestId: ctx.requestId };
        requireAdmission(name, actor, ctx);
        const result = await next({ ctx: { actor, procedure: name } });
        if (result.ok) return result;
        throw result.error;
      } catch (thrown) {
        const error = getTRPCErrorFromUnknown(thrown);
        failure = failureOf(error);
        if (!ctx.deps.databaseState.note(error.cause) && failure.reason === "INTERNAL_ERROR")
          reportUnexpected(ctx, name, error);
        if (actor && denials.has(failure.reason)) {
          const meetingId = meetingIdIn(await getRawInput().catch(() => null));
          const access = { action: name, refusedFor: failure.reason, actor, meetingId };
          await recordAccess(ctx.deps, ctx.deps.db, access);
        }
        if (actor && failure.reason === "MEETING_NOT_FOUND") await hideWork(name, actor, ctx);
        throw toTrpcError(failure);
      } finally {
        const reason = failure?.reason ?? "OK";
        const durationMs = performance.now() - started;
        ctx.deps.metrics.callDuration.observe({ procedure: name, reason }, durationMs / 1000);
        const { requestId } = ctx;
        // A caller that is not established has a line of its own.
        if (reason !== "UNAUTHENTICATED")
          ctx.deps.log.info({ requestId, procedure: name, reason, role: actor?.role, durationMs }, "call");
      }
    }),
  );

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

const denials = new Set<Reason>(["FORBIDDEN", "MEETING_NOT_FOUND", "LINK_EXPIRED", "LINK_REVOKED"]);

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

function meetingIdIn(input: unknown): string | undefined {
  if (typeof input !== "object" || input === null || !("meetingId" in input)) return undefined;
  const id = String(input.meetingId);
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id : undefined;
}
