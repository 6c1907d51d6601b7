import type {
  AnyTRPCMutationProcedure,
  AnyTRPCQueryProcedure,
  inferProcedureOutput,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
} from "@trpc/server";
import { appRouters } from "../routers/index.ts";
import { legacy } from "../routers/legacy.ts";
import { trpc } from "../rpc/trpc.ts";

const procedures = { ...appRouters, legacy };
type Procedures = typeof procedures;

/** The same procedure for requests that nobody has read yet: it checks the input itself, after the caller's role. */
type Unread<Procedure> = Procedure extends AnyTRPCQueryProcedure
  ? TRPCQueryProcedure<{ input: unknown; output: inferProcedureOutput<Procedure>; meta: object }>
  : Procedure extends AnyTRPCMutationProcedure
    ? TRPCMutationProcedure<{ input: unknown; output: inferProcedureOutput<Procedure>; meta: object }>
    : Procedure;
type UnreadProcedures = { [R in keyof Procedures]: { [P in keyof Procedures[R]]: Unread<Procedures[R][P]> } };

const unread: UnreadProcedures = procedures;

/** Calls the procedures of the RPC surface, and those that only the REST adapter needs. */
export const createRestCaller = trpc.createCallerFactory(trpc.router(unread));

export type RestCaller = ReturnType<typeof createRestCaller>;
