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
 * Readiness for everybody who asks: one check runs at a time, and its result is good for a second, so that asking costs
 * nothing. A check that hangs is answered without it: those who ask while it does are answered at once.
 */
export function createReadReadiness(check: () => Promise<Readiness>): ReadReadiness {
  let latest: { at: number; readiness: Readiness } | null = null;
  let answer: Promise<Readiness> | null = null;

  async function run(): Promise<Readiness> {
    try {
      const readiness = await check();
      latest = { at: performance.now(), readiness };
      return readiness;
    } finally {
      answer = null;
    }
  }

  return async () => {
    if (latest && performance.now() - latest.at < goodForMs) return latest.readiness;
    answer ??= within(run());
    return answer;
  };
}

/** One timer for all who wait for a check. */
function within(running: Promise<Readiness>): Promise<Readiness> {
  const deadline = new AbortController();
  const late = sleep(maxAnswerMs, unanswered, { ref: false, signal: deadline.signal });
  late.catch(() => {});
  return Promise.race([running, late]).finally(() => deadline.abort());
}
