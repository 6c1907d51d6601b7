import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { batchCalls } from "./batch-calls.ts";

function aGate() {
  const batches: { items: number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const call = batchCalls<number, number>(
    (items) => {
      const { promise, resolve, reject } = Promise.withResolvers<number[]>();
      batches.push({ items, answer: () => resolve(items.map((item) => item * 10)), fail: reject });
      return promise;
    },
    { maxInFlight: 2, maxItems: 3 },
  );
  return { batches, call };
}
const seen = ({ batches }: ReturnType<typeof aGate>) => batches.map(({ items }) => items);

describe("calls that are made at the same time", () => {
  test("go together, and each gets its own answer", async () => {
    const gate = aGate();
    const answers = Promise.all([gate.call(1), gate.call(2), gate.call(3)]);
    await sleep(5);
    expect(seen(gate)).toEqual([[1, 2, 3]]);
    gate.batches[0]?.answer();
    expect(await answers).toEqual([10, 20, 30]);
  });

  test("wait while as many runs as allowed are busy, and then go together", async () => {
    const gate = aGate();
    void gate.call(1);
    await sleep(5);
    void gate.call(2);
    await sleep(5);
    const later = [gate.call(3), gate.call(4)];
    await sleep(5);
    expect(seen(gate)).toEqual([[1], [2]]);
    gate.batches[1]?.answer();
    await sleep(5);
    expect(seen(gate)).toEqual([[1], [2], [3, 4]]);
    gate.batches[2]?.answer();
    expect(await Promise.all(later)).toEqual([30, 40]);
  });

  test("are split where there are more than one run takes", async () => {
    const gate = aGate();
    for (const item of [1, 2, 3, 4, 5]) void gate.call(item);
    await vi.waitFor(() =>
      expect(seen(gate)).toEqual([
        [1, 2, 3],
        [4, 5],
      ]),
    );
  });

  test("fail together, and the next ones are not touched by it", async () => {
    const gate = aGate();
    const failed = Promise.allSettled([gate.call(1), gate.call(2)]);
    await sleep(5);
    gate.batches[0]?.fail(new Error("away"));
    expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const next = gate.call(3);
    await sleep(5);
    gate.batches[1]?.answer();
    expect(await next).toBe(30);
  });
});

test("one more than may wait fails at once, and the others go on", async () => {
  const started: number[] = [];
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const call = batchCalls<number, number>(
    async (items) => {
      started.push(...items);
      await released;
      return items;
    },
    { maxInFlight: 1, maxItems: 1, maxWaiting: 2 },
  );
  const first = call(1);
  await sleep(5);
  const waiting = [call(2), call(3)];
  await expect(call(4)).rejects.toThrow("Too many calls wait");
  release();
  expect(await Promise.all([first, ...waiting])).toEqual([1, 2, 3]);
  expect(started).toEqual([1, 2, 3]);
});
