import { TRPCError } from "@trpc/server";
import type { DomainError } from "../domain/errors.ts";
import { wireOf } from "../http/wire-errors.ts";

/** A failure in the form that tRPC passes on; {@link failureOf} reads it back. */
export const toTrpcError = (failure: DomainError): TRPCError =>
  new TRPCError({ code: wireOf[failure.reason].code, message: failure.message, cause: failure });
