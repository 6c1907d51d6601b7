import { expect, test } from "vitest";
import { selfTimes } from "./self-times.ts";

const frame = (functionName: string, url = "") => ({ functionName, url });

const nodes = [
  { id: 1, callFrame: frame("(root)"), children: [2, 3, 4, 6] },
  { id: 2, callFrame: frame("(idle)") },
  { id: 3, callFrame: frame("(garbage collector)") },
  { id: 4, callFrame: frame("query", "file:///x/node_modules/pg/lib/client.js"), children: [5, 7] },
  { id: 5, callFrame: frame("parse") },
  { id: 6, callFrame: frame("get", "file:///x/server/src/operations/get.ts"), children: [8] },
  { id: 7, callFrame: frame("writev", "node:internal/streams/writable") },
  { id: 8, callFrame: frame("next", "file:///x/node_modules/@trpc/server/dist/a.mjs") },
];

test("time counts for the module whose code ran, what is native for its caller, and waiting not at all", () => {
  const samples = [2, 3, 4, 5, 6, 7, 8];
  const timeDeltas = [900, 5, 20, 10, 26, 24, 15];
  expect(selfTimes({ nodes, samples, timeDeltas }, 1)).toEqual([
    ["pg", 0.3],
    ["server/src/operations", 0.26],
    ["node:streams", 0.24],
    ["@trpc/server", 0.15],
    ["(garbage collector)", 0.05],
  ]);
});

test("what lies before the last seconds does not count", () => {
  const profile = { nodes, samples: [6, 4, 4], timeDeltas: [1_000_000, 600_000, 600_000] };
  expect(selfTimes(profile, 1)).toEqual([["pg", 1]]);
});
