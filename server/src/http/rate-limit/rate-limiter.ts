import type { CounterPool } from "@patientcare/zoom-db";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { describeError, type Log } from "../../telemetry/log.ts";

export const windowSeconds = 60;
const pauseWhenAwayMs = 1_000;

/** What a caller has left in this window; `away` when nobody knows, since the counters cannot be reached. */
export type Allowance =
  | { state: "counted"; allowed: boolean; left: number; resetSeconds: number }
  | { state: "away" };

export interface RateLimiter {
  /** Counts so many calls of one caller, all or (as far as they are answered) none of them. Never throws. */
  take(key: string, calls: number): Promise<Allowance>;
}

interface Options {
  perMinute: number;
  /** Shared counters; null: this process counts for itself. */
  pool: CounterPool | null;
  log: Log;
}

/**
 * Counts the calls of each caller in windows of a minute that begin with the first call. Refused calls count as well,
 * so that one statement says all. While the counters are away one call a second asks for them, and the others do not
 * wait.
 */
export function createRateLimiter({ perMinute, pool, log }: Options): RateLimiter {
  const counters = countersFor(perMinute, pool);
  let away = false;
  let asking = false;
  let askAgainAt = 0;

  const foundAway = (error: unknown): Allowance => {
    if (!away) log.warn(describeError(error), "The rate limits' counters are away: calls go on uncounted");
    away = true;
    askAgainAt = Date.now() + pauseWhenAwayMs;
    return { state: "away" };
  };
  const counted = (result: RateLimiterRes, allowed: boolean): Allowance => {
    // What the process remembers by itself of an exhausted caller says nothing about the counters.
    const fromCounters = result.consumedPoints > 0;
    if (away && fromCounters) log.info({}, "The rate limits' counters are back");
    away &&= !fromCounters;
    const resetSeconds = Math.max(Math.ceil(result.msBeforeNext / 1000), 1);
    return { state: "counted", allowed, left: allowed ? result.remainingPoints : 0, resetSeconds };
  };

  return {
    async take(key, calls) {
      if (away && (asking || Date.now() < askAgainAt)) return { state: "away" };
      asking = away;
      try {
        return counted(await counters.consume(key, calls), true);
      } catch (thrown) {
        return thrown instanceof RateLimiterRes ? counted(thrown, false) : foundAway(thrown);
      } finally {
        asking = false;
      }
    },
  };
}

function countersFor(perMinute: number, pool: CounterPool | null): RateLimiterMemory | RateLimiterPostgres {
  const limits = { keyPrefix: "", points: perMinute, duration: windowSeconds };
  if (pool === null) return new RateLimiterMemory(limits);
  return new RateLimiterPostgres({
    ...limits,
    storeClient: pool,
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    clearExpiredByTimeout: false,
    // Who has nothing left is refused without asking the database again.
    inMemoryBlockOnConsumed: perMinute,
  });
}
