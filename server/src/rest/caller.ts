import { appRouters } from "../routers/index.ts";
import { legacy } from "../routers/legacy.ts";
import { createCallerFactory, router } from "../rpc/trpc.ts";

/** The procedures of the RPC surface, and the one that only the REST adapter needs. */
export const createRestCaller = createCallerFactory(router({ ...appRouters, legacy }));

export type RestCaller = ReturnType<typeof createRestCaller>;
