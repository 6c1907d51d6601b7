import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { fine, type Readiness } from "./check-readiness.ts";
import { createReadReadiness } from "./read-readiness.ts";

const ready: Readiness = { ready: true, checks: { database: fine } };

test("however many ask, one check runs at a time, and its result is good for a second", async () => {
  let checks = 0;
  const read = createReadReadiness(async () => {
    checks++;
    await sleep(100);
    return ready;
  });
  const answers = await Promise.all(Array.from({ length: 50 }, () => read()));
  expect(answers).toEqual(Array(50).fill(ready));
  await sleep(700);
  await read();
  expect(checks).toBe(1);
  await sleep(400);
  await Promise.all([read(), read()]);
  expect(checks).toBe(2);
});

test("a check that hangs is answered as not ready, and no second one is begun beside it", async () => {
  let checks = 0;
  const { promise, resolve } = Promise.withResolvers<Readiness>();
  const read = createReadReadiness(() => {
    checks++;
    return promise;
  });
  const [first, second] = await Promise.all([read(), read()]);
  expect(first).toMatchObject({
    ready: false,
    checks: { database: { says: expect.stringContaining("not answered") } },
  });
  expect(second).toEqual(first);
  const asked = performance.now();
  expect(await read()).toEqual(first);
  expect(performance.now() - asked).toBeLessThan(1_000);
  expect(checks).toBe(1);
  resolve(ready);
  await sleep(0);
  expect(await read()).toEqual(ready);
});

test("a check that fails is made again for the next who asks", async () => {
  let checks = 0;
  const read = createReadReadiness(async () => {
    if (checks++ === 0) throw new Error("out of order");
    return ready;
  });
  await expect(read()).rejects.toThrow("out of order");
  expect(await read()).toEqual(ready);
});
