import { setTimeout as sleep } from "node:timers/promises";
import { notKnown, type Readiness } from "./check-readiness.ts";

export type ReadReadiness = () => Promise<Readiness>;

const goodForMs = 1_000;
const maxAnswerMs = 3_000;

const unanswered: Readiness = {
  ready: false,
  checks: {
    database: { ok: false, says: `the database has not answered for ${maxAnswerMs / 1000} seconds` },
    migrations: notKnown,
    keys: notKnown,
  },
};

/**
 * Readiness for everybody who asks: one check runs at a time, and its result is good for a second, so that load
 * balancers cost nothing. A check that hangs is answered without it.
 */
export function createReadReadiness(check: () => Promise<Readiness>): ReadReadiness {
  let latest: { at: number; readiness: Readiness } | null = null;
  let running: Promise<Readiness> | null = null;

  async function run(): Promise<Readiness> {
    try {
      const readiness = await check();
      latest = { at: performance.now(), readiness };
      return readiness;
    } finally {
      running = null;
    }
  }

  return async () => {
    if (latest && performance.now() - latest.at < goodForMs) return latest.readiness;
    running ??= run();
    const deadline = new AbortController();
    const late = sleep(maxAnswerMs, unanswered, { ref: false, signal: deadline.signal });
    late.catch(() => {});
    return Promise.race([running, late]).finally(() => deadline.abort());
  };
}
