import { createServer } from "node:net";
import { openCounterPool } from "@patientcare/zoom-db";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { createRateLimiter } from "./rate-limiter.ts";

afterEach(() => vi.useRealTimers());

function recordingLog() {
  const messages: string[] = [];
  const note = (_: object, message: string) => void messages.push(message);
  return { messages, log: { debug: note, info: note, warn: note, error: note } };
}

test("a caller has so many calls, and as many again when their minute is over", async () => {
  vi.useFakeTimers({ now: 0 });
  const { log } = recordingLog();
  const limiter = createRateLimiter({ perMinute: 10, pool: null, log });
  expect(await limiter.consume("a", 4)).toEqual({
    state: "counted",
    allowed: true,
    left: 6,
    resetSeconds: 60,
    isFirstRefusal: false,
  });
  vi.advanceTimersByTime(20_500);
  expect(await limiter.consume("a", 6)).toEqual({
    state: "counted",
    allowed: true,
    left: 0,
    resetSeconds: 40,
    isFirstRefusal: false,
  });
  expect(await limiter.consume("a", 1)).toEqual({
    state: "counted",
    allowed: false,
    left: 0,
    resetSeconds: 40,
    isFirstRefusal: true,
  });
  expect(await limiter.consume("a", 1)).toMatchObject({ allowed: false, isFirstRefusal: false });
  expect(await limiter.consume("b", 1)).toMatchObject({ allowed: true, left: 9 });
  vi.advanceTimersByTime(39_499);
  expect(await limiter.consume("a", 1)).toMatchObject({ allowed: false, resetSeconds: 1 });
  vi.advanceTimersByTime(1);
  expect(await limiter.consume("a", 10)).toMatchObject({ allowed: true, left: 0 });
});

test("while the counters are unavailable nobody is counted, few calls try them, and it is logged once", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const pool = openCounterPool(`postgres://postgres@127.0.0.1:${port}/none`);
  onTestFinished(async () => {
    await pool.end();
    server.close();
  });
  const { log, messages } = recordingLog();
  const limiter = createRateLimiter({ perMinute: 1, pool, log });
  vi.useFakeTimers({ toFake: ["Date"] });
  for (const second of [1, 2, 3]) {
    for (let call = 0; call < 50; call += 1)
      expect(await limiter.consume("a", 1)).toEqual({ state: "unavailable" });
    expect(connections).toBe(second);
    vi.advanceTimersByTime(1_000);
  }
  expect(messages).toEqual([expect.stringContaining("are unavailable")]);
});
