import "./scripts/require-node.mjs";
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
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["default", ["json", { outputFile: ".test-results/vitest.json" }]],
  },
});
