import type { TRPCError } from "@trpc/server";

/** The request of each error that tRPC words without a context: what it refuses before any procedure runs. */
export const requestIdOfError = new WeakMap<TRPCError, string>();
