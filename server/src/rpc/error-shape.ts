import type { TRPCDefaultErrorShape } from "@trpc/server";
import type { ErrorData } from "./error-data.ts";

/** An error on the wire. */
export interface ErrorShape extends Omit<TRPCDefaultErrorShape, "data"> {
  data: ErrorData;
}
