export interface BatchOptions {
  /** Most runs of the work at a time. */
  maxInFlight: number;
  /** Most items of one run. */
  maxItems: number;
  /** Most items that wait for a run; one more fails at once. No limit by default. */
  maxWaiting?: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers calls that are made at the same time: `work` gets all that came while it was busy, and answers in their
 * order. There is no timer: a call alone runs at once, and batches grow only as far as the work is slower than its callers.
 * A batch that fails fails for each of its callers.
 */
export function batchCalls<Item, Result>(
  work: (items: Item[]) => Promise<readonly Result[]>,
  { maxInFlight, maxItems, maxWaiting = Number.POSITIVE_INFINITY }: BatchOptions,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let inFlight = 0;
  let planned = false;

  const plan = (): void => {
    if (planned || waiting.length === 0 || inFlight >= maxInFlight) return;
    planned = true;
    // At the end of the turn, so that calls which arrived together go together.
    setImmediate(() => {
      planned = false;
      void run(waiting.splice(0, maxItems));
      plan();
    });
  };

  const run = async (batch: Waiting<Item, Result>[]): Promise<void> => {
    inFlight++;
    try {
      const results = await work(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new Error("A batch was answered with another number of results");
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      inFlight--;
      plan();
    }
  };

  return (item) => {
    if (waiting.length >= maxWaiting) return Promise.reject(new Error("Too many calls wait for their turn"));
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    waiting.push({ item, resolve, reject });
    plan();
    return promise;
  };
}
