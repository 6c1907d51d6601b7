import "./scripts/require-node.mjs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "tests/**/*.test.ts",
      "server/src/**/*.test.ts",
      "db/src/**/*.test.ts",
      "sdk/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    globalSetup: "tests/support/global-setup.ts",
    pool: "forks",
    // Most of them wait for real processes: two for each core of a small machine keep it busy.
    maxWorkers: Math.max(4, Math.ceil(availableParallelism() / 2)),
    // No test replaces a module or leaves a clock behind, so that a worker keeps what it has loaded.
    isolate: false,
    // A machine that is busy with everything at once may cut a wait short: there a test is tried twice before it counts.
    retry: process.env.CI === "true" ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["default", ["json", { outputFile: ".test-results/vitest.json" }]],
  },
});
