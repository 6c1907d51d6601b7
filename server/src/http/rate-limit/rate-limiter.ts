import type { CounterPool } from "@patientcare/zoom-db";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { describeError, type Log } from "../../telemetry/log.ts";

export const windowSeconds = 60;
const retryPauseMs = 1_000;
const unavailableMessage =
  "The rate limiter's counters are unavailable: calls are not counted, and no links are handed out";

/** The calls that a caller has left in this window; `unavailable` when the counters cannot be reached. */
export type Allowance =
  | { state: "counted"; allowed: boolean; left: number; resetSeconds: number; isFirstRefusal: boolean }
  | { state: "unavailable" };

export interface RateLimiter {
  /** Counts so many calls of one caller, all or (as far as they are answered) none of them. Never throws. */
  consume(key: string, calls: number): Promise<Allowance>;
}

interface Options {
  perMinute: number;
  /** Shared counters; null: this process counts for itself. */
  pool: CounterPool | null;
  log: Log;
}

/**
 * Counts the calls of each caller in windows of a minute that begin with the first call. Refused calls count as well,
 * so that one statement says all. While the counters are unavailable one call a second tries them, and the others do not
 * wait.
 */
export function createRateLimiter({ perMinute, pool, log }: Options): RateLimiter {
  const counters = countersFor(perMinute, pool);
  let unavailable = false;
  let asking = false;
  let askAgainAt = 0;

  const markUnavailable = (error: unknown): Allowance => {
    if (!unavailable) log.warn(describeError(error), unavailableMessage);
    unavailable = true;
    askAgainAt = Date.now() + retryPauseMs;
    return { state: "unavailable" };
  };
  const counted = (result: RateLimiterRes, calls: number, allowed: boolean): Allowance => {
    // The process remembers exhausted callers by itself, which says nothing about the counters.
    const fromCounters = result.consumedPoints > 0;
    if (unavailable && fromCounters) log.info({}, "The rate limiter's counters are available again");
    unavailable &&= !fromCounters;
    const resetSeconds = Math.max(Math.ceil(result.msBeforeNext / 1000), 1);
    const isFirstRefusal = !allowed && fromCounters && result.consumedPoints - calls <= perMinute;
    return {
      state: "counted",
      allowed,
      left: allowed ? result.remainingPoints : 0,
      resetSeconds,
      isFirstRefusal,
    };
  };

  return {
    async consume(key, calls) {
      if (unavailable && (asking || Date.now() < askAgainAt)) return { state: "unavailable" };
      asking = unavailable;
      try {
        return counted(await counters.consume(key, calls), calls, true);
      } catch (thrown) {
        return thrown instanceof RateLimiterRes ? counted(thrown, calls, false) : markUnavailable(thrown);
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
    // A caller who has nothing left is refused without another statement.
    inMemoryBlockOnConsumed: perMinute,
  });
}
