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
    // Most of them wait for real processes: one more than a small machine has cores keeps these busy.
    maxWorkers: Math.max(3, Math.ceil(availableParallelism() / 2)),
    // No test replaces a module or leaves a clock behind, so that a worker keeps what it has loaded.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["default", ["json", { outputFile: ".test-results/vitest.json" }]],
  },
});
