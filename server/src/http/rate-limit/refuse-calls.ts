import { getTRPCErrorShape, transformTRPCResponse } from "@trpc/server";
import type { DomainError } from "../../domain/errors.ts";
import { appRouter } from "../../routers/index.ts";
import { asTrpcError } from "../../rpc/trpc.ts";
import { wireOf } from "../wire-errors.ts";
import { calledProcedures, mostBatchedCalls } from "./called-procedures.ts";

/** Refuses all calls of a request to /trpc in tRPC's words, before anything of it is read. */
export function refuseCalls(url: string, told: DomainError, headers: Record<string, string>): Response {
  const config = appRouter._def._config;
  const error = asTrpcError(told);
  const refused = (path: string) => ({
    error: getTRPCErrorShape({ config, error, type: "unknown", path, input: undefined, ctx: undefined }),
  });
  const { paths, batch } = calledProcedures(url);
  const answer = batch ? paths.slice(0, mostBatchedCalls).map(refused) : refused(paths[0] ?? "");
  return Response.json(transformTRPCResponse(config, answer), {
    status: wireOf[told.reason].status,
    headers,
  });
}
