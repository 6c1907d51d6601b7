import { initTRPC } from "@trpc/server";
import { maxStreamMs, streamHeartbeatMs } from "../http/open-streams.ts";
import { wireOf } from "../http/wire-errors.ts";
import type { Context } from "./context.ts";
import type { ErrorShape } from "./error-shape.ts";
import { failureOf } from "./failure-of.ts";
import { requestIdOfError } from "./request-id-of-error.ts";
import { inputTransformer } from "./transformer.ts";

/** tRPC as this service sets it up. */
export const trpc = initTRPC.context<Context>().create({
  transformer: inputTransformer,
  isDev: false,
  sse: {
    ping: { enabled: true, intervalMs: streamHeartbeatMs },
    maxDurationMs: maxStreamMs,
    client: { reconnectAfterInactivityMs: 4 * streamHeartbeatMs },
  },
  errorFormatter({ shape, error, ctx }): ErrorShape {
    const failure = failureOf(error);
    const { reason, details } = failure;
    const { status, code } = wireOf[reason];
    const requestId = ctx?.requestId ?? requestIdOfError.get(error);
    return {
      message: failure.message,
      code: shape.code,
      data: { code, httpStatus: status, path: shape.data.path, reason, requestId, ...details },
    };
  },
});
