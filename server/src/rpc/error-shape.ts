import type { TRPCDefaultErrorShape } from "@trpc/server";
import type { Details, Reason } from "../domain/errors.ts";

/** The service's description of an error, as `error.data` on the wire. */
export interface ErrorData extends Details {
  /** The code of tRPC, such as CONFLICT. */
  code: string;
  httpStatus: number;
  /** The procedure, such as meetings.create. */
  path?: string;
  reason: Reason;
}

/** An error on the wire. It has a name so that the published types hold it once, and not once for each procedure. */
export interface ErrorShape extends Omit<TRPCDefaultErrorShape, "data"> {
  data: ErrorData;
}
