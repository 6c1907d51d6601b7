import type { Actor } from "../domain/actor.ts";

/** What is known of a request while it is answered. */
export interface AppEnv {
  Variables: {
    requestId: string;
    /** On /trpc and /api/zoom: who calls, where the token is good. */
    actor: Actor | null;
    /** On /trpc and /api/zoom: nobody knows how many calls the caller has left. */
    limiterAway: boolean;
  };
}
