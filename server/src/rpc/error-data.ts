import type { Details, Reason } from "../domain/errors.ts";

/** The service's description of an error, as `error.data` on the wire. */
export interface ErrorData extends Details {
  /** The code of tRPC, such as CONFLICT. */
  code: string;
  /** The HTTP status of the answer; in a batch, that of this call alone. */
  httpStatus: number;
  /** The procedure, such as meetings.create. */
  path?: string;
  /** The cause, as one word of a closed union. */
  reason: Reason;
  /** Names the request in the logs of the service: report it with the trouble. */
  requestId?: string;
}
