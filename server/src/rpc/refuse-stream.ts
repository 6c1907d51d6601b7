import { getTRPCErrorShape, type TRPCError, transformTRPCResponse } from "@trpc/server";
import { wireOf } from "../http/wire-errors.ts";
import { appRouter } from "../routers/index.ts";
import { toldOf } from "./trpc.ts";

/** tRPC tells of a refused subscription within a stream that has status 200: here it is refused like any other call. */
export async function refuseStream(
  response: Response,
  error: TRPCError,
  headers: Record<string, string>,
): Promise<Response> {
  await response.body?.cancel();
  const config = appRouter._def._config;
  const path = "lifecycle.events";
  const shape = getTRPCErrorShape({
    config,
    error,
    type: "subscription",
    path,
    input: undefined,
    ctx: undefined,
  });
  const allow = response.headers.get("allow");
  return Response.json(transformTRPCResponse(config, { error: shape }), {
    status: wireOf[toldOf(error).reason].status,
    headers: { ...headers, ...(allow !== null && { allow }) },
  });
}
