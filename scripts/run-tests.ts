import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";

// Runs the tests by the names of their parts: npm test -- --testPathPattern=zoomService, npm run test:integration -- zoom.

const root = resolve(import.meta.dirname, "..");
const vitest = resolve(root, "node_modules/vitest/vitest.mjs");

interface Part {
  title: string;
  folders: readonly string[];
}

/** Unit tests lie beside their source; integration tests, with PostgreSQL, HTTP and the Zoom sandbox, lie in tests/. */
const parts: Record<"unit" | "integration", Record<string, Part>> = {
  unit: {
    zoomservice: { title: "The Zoom service's unit tests", folders: ["server/src/"] },
  },
  integration: {
    zoom: {
      title: "The Zoom service's integration tests with Zoom",
      folders: ["tests/zoom-client/", "tests/sync/", "tests/webhooks/"],
    },
  },
};

const [kind = "all", ...given] = process.argv.slice(2);
const isIntegration = kind === "integration";
const known = isIntegration ? { ...parts.unit, ...parts.integration } : parts.unit;

const flag = "--testPathPattern";
const words = given.filter((word) => word !== flag).flatMap((word) => named(word.replace(`${flag}=`, "")));
if (isIntegration && !words.some((word) => !word.startsWith("-"))) words.unshift("tests/");

const { status, signal } = spawnSync(process.execPath, [vitest, "run", ...words], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? (signal ? 1 : 0));

/** The folders of a part; any other word goes to vitest as it is. */
function named(word: string): readonly string[] {
  const part = known[word.toLowerCase()];
  if (!part) return [word];
  const folders = part.folders.map((folder) => `${folder} (${countTests(folder)} files)`);
  console.log(`${part.title}: ${folders.join(", ")}`);
  return part.folders;
}

function countTests(folder: string): number {
  return readdirSync(resolve(root, folder), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".test.ts"),
  ).length;
}
