import type { Routers } from "@patientcare/zoom-server/routers/index.ts";
import type { TRPCBuiltRouter, TRPCDecorateCreateRouterOptions, TRPCDefaultErrorShape } from "@trpc/server";
import type { ErrorData } from "./errors.ts";

/** The wire's error: tRPC's shape with our data. */
type ErrorShape = Omit<TRPCDefaultErrorShape, "data"> & { data: ErrorData };

/** The service's router as callers see it: procedures alone, nothing of how the server is made. */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: true },
  TRPCDecorateCreateRouterOptions<Routers>
>;
