import type { ServerResponse } from "node:http";
import type { Hono } from "hono";
import type { Actor } from "../domain/actor.ts";
import type { Allowance } from "./rate-limit/rate-limiter.ts";

/** The state of a request while it is answered. */
export interface AppEnv {
  /** Node's side of the request; absent where it did not come over a socket. */
  Bindings: { outgoing?: ServerResponse };
  Variables: {
    requestId: string;
    /** When the request came, by `performance.now()`. */
    startedAt: number;
    /** On /trpc and /api/zoom, once the calls are counted: who calls, where the token is good. */
    actor: Actor | null;
    /** On /trpc and /api/zoom, once the calls are counted. */
    allowance: Allowance;
  };
}

export type App = Hono<AppEnv>;
