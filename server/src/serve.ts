import { Command } from "commander";
import { readEnvironment } from "./config/environment.ts";
import { misspeltNames } from "./config/misspelt-names.ts";
import { ConfigError, readConfig } from "./config.ts";
import { type RunningServer, startServer } from "./server.ts";

const oldestNode = [22, 18];
const wrongUsage = 2;
const sameKeypressMs = 1_000;

function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = oldestNode;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  console.error(
    `Node ${needMajor}.${needMinor} or newer is needed, this is ${process.version}. Start through npm (npm run serve): it brings its own.`,
  );
  process.exit(1);
}

let server: RunningServer | null = null;

/**
 * SIGTERM comes from whatever replaces this process, and callers must learn to go elsewhere; Ctrl-C from a person. To be called
 * before the start, which says that it is ready as its last step: a signal may follow at once.
 */
function stopOnSignals(): void {
  let stoppingSince: number | null = null;
  const stop = async (announce: (server: RunningServer) => Promise<void>) => {
    if (!server) process.exit(0);
    if (stoppingSince !== null) {
      // npm passes a Ctrl-C on that the terminal has sent already.
      if (performance.now() - stoppingSince > sameKeypressMs) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    await announce(server);
    await server.stop();
    process.exit(0);
  };
  process.on("SIGTERM", () => stop(({ announceEnd }) => announceEnd()));
  process.on("SIGINT", () => stop(async () => {}));
}

requireNode();
new Command("npm run serve --")
  .description("Starts the service: migrates the database of DATABASE_URL, and answers on PORT.")
  .addHelpText(
    "after",
    `
Settings come from the environment and from the file .env of this folder; .env.example names and explains them all.

Exit codes:
  0  stopped by SIGTERM or SIGINT
  1  the service cannot start, and the last line says why; or a second signal ended it at once
  2  wrong usage`,
  )
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : wrongUsage))
  .parse();
try {
  const environment = readEnvironment();
  for (const warning of misspeltNames(environment)) console.error(warning);
  stopOnSignals();
  server = await startServer(readConfig(environment));
} catch (error) {
  console.error(
    error instanceof ConfigError
      ? error.message
      : `The service cannot start: ${error instanceof Error ? error.message : error}`,
  );
  process.exit(1);
}
