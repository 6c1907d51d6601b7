import { readConfig } from "./config.ts";
import { startSandbox } from "./sandbox.ts";

const config = readConfig();

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

try {
  const sandbox = await startSandbox(config);
  const stop = async () => {
    await sandbox.close();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  console.log(`Zoom sandbox on ${sandbox.url}`);
} catch (error) {
  if (!isPortTaken(error)) throw error;
  console.error(`Port ${config.port} is taken: stop what runs there, or choose another with PORT=<number>.`);
  process.exit(1);
}
