import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";

/** The request as its procedures see it. */
export interface Context {
  deps: Deps;
  requestId: string;
  /** When the request came, by `performance.now()`. */
  startedAt: number;
  /** Reads the token once per request. @throws DomainError UNAUTHENTICATED */
  authenticate: () => Promise<Actor>;
  /** The header Idempotency-Key as it came; queries ignore it. */
  idempotencyKey?: string;
  /** The rate limiter's store cannot be reached: procedures that hand out links fail closed. */
  limiterUnavailable?: boolean;
  /** Aborted when the caller's token stops holding while a stream is open. */
  permissionEnd?: AbortSignal;
  /** Called with the id of the event that a stream begins behind. */
  onStreamStart?: (lastEventId: string) => void;
}
