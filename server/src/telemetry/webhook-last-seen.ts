import type { HealthNote } from "@patientcare/zoom-db";

const writeEveryMs = 2_000;

export interface WebhookLastSeen {
  /** It happened just now. Costs nothing: it is written down later, together with the rest. */
  note(key: string): void;
  /** Writes down what is left. */
  stop(): Promise<void>;
}

/** Remembers when things last happened, and writes that down at most every two seconds, however often they happen. */
export function createWebhookLastSeen(write: (notes: HealthNote[]) => Promise<void>): WebhookLastSeen {
  const noted = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const flush = async (): Promise<void> => {
    timer = undefined;
    const taken = [...noted];
    noted.clear();
    const now = performance.now();
    try {
      if (taken.length > 0) await write(taken.map(([key, at]) => ({ key, agoMs: now - at })));
    } catch {
      // The database is away, and others tell of that: what was noted meanwhile is newer.
      for (const [key, at] of taken) if (!noted.has(key)) noted.set(key, at);
      schedule();
    }
  };
  const schedule = (): void => {
    timer ??= setTimeout(() => {
      writing = flush();
    }, writeEveryMs).unref();
  };
  return {
    note(key) {
      noted.set(key, performance.now());
      schedule();
    },
    async stop() {
      clearTimeout(timer);
      await writing;
      await flush();
      clearTimeout(timer);
    },
  };
}
