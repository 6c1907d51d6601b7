import { getTRPCErrorShape, type TRPCError, transformTRPCResponse } from "@trpc/server";
import type { TRPCRequestInfo } from "@trpc/server/http";
import { wireOf } from "../http/wire-errors.ts";
import { appRouter } from "../routers/index.ts";
import { failureOf } from "./failure-of.ts";

/** A request that is refused as a whole, as tRPC writes it: one error, in a batch one for each call. */
export function errorResponse(
  error: TRPCError,
  info: TRPCRequestInfo | undefined,
  headers: Record<string, string>,
): Response {
  const config = appRouter._def._config;
  const type = info?.type ?? "unknown";
  const errorOf = (path?: string) => ({
    error: getTRPCErrorShape({ config, error, type, path, input: undefined, ctx: undefined }),
  });
  const body = info?.isBatchCall
    ? info.calls.map(({ path }) => errorOf(path))
    : errorOf(info?.calls[0]?.path);
  return Response.json(transformTRPCResponse(config, body), {
    status: wireOf[failureOf(error).reason].status,
    headers,
  });
}
