import { ConfigError, readConfig } from "./config.ts";
import { startServer } from "./server.ts";

const oldestNode = [22, 18];

function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = oldestNode;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  console.error(
    `Node ${needMajor}.${needMinor} or newer is needed, this is ${process.version}. Start through npm (npm run serve): it brings its own.`,
  );
  process.exit(1);
}

requireNode();
try {
  const server = await startServer(readConfig());
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    await server.stop();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
} catch (error) {
  console.error(
    error instanceof ConfigError
      ? error.message
      : `The service cannot start: ${error instanceof Error ? error.message : error}`,
  );
  process.exit(1);
}
