import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createTaskPool } from "./task-pool.ts";

/** A pool whose tasks end when they are told to. */
function aPool(size: number) {
  const started: string[] = [];
  const failures: unknown[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const pool = createTaskPool(
    size,
    (id) => {
      started.push(id);
      const end = Promise.withResolvers<void>();
      ends.set(id, end);
      return end.promise;
    },
    (error) => failures.push(error),
  );
  return {
    pool,
    started,
    failures,
    async end(id: string, error?: Error) {
      const task = ends.get(id);
      if (error) task?.reject(error);
      else task?.resolve();
      await turn();
    },
  };
}

test("no more than its size run at once; the next starts when one ends", async () => {
  const { pool, started, end } = aPool(2);
  for (const id of ["a", "b", "c", "d"]) pool.add(id);
  expect(started).toEqual(["a", "b"]);
  await end("b");
  expect(started).toEqual(["a", "b", "c"]);
  await end("a");
  expect(started).toEqual(["a", "b", "c", "d"]);
});

test("an id that runs is not run beside itself but once more, however often it is added", async () => {
  const { pool, started, end } = aPool(4);
  pool.add("a");
  pool.add("a");
  pool.add("a");
  expect(started).toEqual(["a"]);
  await end("a");
  expect(started).toEqual(["a", "a"]);
  await end("a");
  expect(started).toEqual(["a", "a"]);
});

test("an id that waits is run once", async () => {
  const { pool, started, end } = aPool(1);
  pool.add("a");
  pool.add("b");
  pool.add("b");
  await end("a");
  await end("b");
  expect(started).toEqual(["a", "b"]);
});

test("one that waits for its own end holds no place of another", async () => {
  const { pool, started } = aPool(2);
  pool.add("a");
  pool.add("a");
  pool.add("b");
  expect(started).toEqual(["a", "b"]);
});

test("a task that fails is reported and makes room", async () => {
  const { pool, started, failures, end } = aPool(1);
  pool.add("a");
  pool.add("b");
  const failure = new Error("no");
  await end("a", failure);
  expect(failures).toEqual([failure]);
  expect(started).toEqual(["a", "b"]);
});

test("a stop starts nothing more and waits for what runs", async () => {
  const { pool, started, end } = aPool(1);
  pool.add("a");
  pool.add("b");
  let stopped = false;
  const stopping = pool.stop().then(() => {
    stopped = true;
  });
  pool.add("c");
  await turn();
  expect(stopped).toBe(false);
  await end("a");
  await stopping;
  expect(started).toEqual(["a"]);
});
