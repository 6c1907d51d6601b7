import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { maxRequestsPerTurn, requestsInTurns } from "./in-turns.ts";

test("however many requests come at once, few are begun in each turn of the event loop, in their order", async () => {
  const begun: number[] = [];
  const take = requestsInTurns((incoming) => void begun.push(Number(incoming.url)));
  const count = 3 * maxRequestsPerTurn + 5;
  for (let number = 0; number < count; number++)
    take(Object({ url: String(number), socket: { destroyed: false } }), Object({}));
  expect(begun).toHaveLength(maxRequestsPerTurn);
  for (let turn = 2; turn <= 4; turn++) {
    await nextTurn();
    expect(begun).toHaveLength(Math.min(turn * maxRequestsPerTurn, count));
  }
  expect(begun).toEqual(Array.from({ length: count }, (_, number) => number));
  await nextTurn();
  take(Object({ url: "again", socket: { destroyed: false } }), Object({}));
  expect(begun).toHaveLength(count + 1);
});

test("a request whose connection ended while it waited is not begun", async () => {
  const begun: string[] = [];
  const take = requestsInTurns((incoming) => void begun.push(incoming.url ?? ""));
  const socket = { destroyed: false };
  for (let number = 0; number <= maxRequestsPerTurn; number++)
    take(Object({ url: String(number), socket }), Object({}));
  socket.destroyed = true;
  await nextTurn();
  expect(begun).toHaveLength(maxRequestsPerTurn);
});
