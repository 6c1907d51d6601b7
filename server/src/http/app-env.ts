import type { ServerResponse } from "node:http";
import type { Actor } from "../domain/actor.ts";
import type { Allowance } from "./rate-limit/rate-limiter.ts";

/** What is known of a request while it is answered. */
export interface AppEnv {
  /** What Node's adapter adds to a request; nothing where a request did not come over a socket. */
  Bindings: { outgoing?: ServerResponse };
  Variables: {
    requestId: string;
    /** On /trpc and /api/zoom, once the calls are counted: who calls, where the token is good. */
    actor: Actor | null;
    /** On /trpc and /api/zoom, once the calls are counted. */
    allowance: Allowance;
  };
}
