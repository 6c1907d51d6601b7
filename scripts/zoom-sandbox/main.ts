import { type SandboxOptions, startSandbox } from "./sandbox.ts";

/** The sandbox's options from the environment, under the service's own names where both need one. */
function readConfig(env: NodeJS.ProcessEnv = process.env): SandboxOptions {
  return {
    port: Number(env.PORT ?? 3001),
    host: env.HOST ?? "127.0.0.1",
    clientId: env.ZOOM_API_KEY ?? "sandbox-client",
    clientSecret: env.ZOOM_API_SECRET ?? "sandbox-secret",
    accountId: env.ZOOM_ACCOUNT_ID ?? "sandbox-account",
    webhookSecret: (env.ZOOM_WEBHOOK_SECRET ?? "sandbox-webhook-secret").split(",")[0] ?? "",
    webhookUrl: env.WEBHOOK_URL ?? "http://localhost:3000/api/zoom/webhook",
    stateFile: env.STATE_FILE || undefined,
    timeScale: Number(env.TIME_SCALE ?? 1),
  };
}

const config = readConfig();

function isPortInUse(error: unknown): boolean {
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
  if (!isPortInUse(error)) throw error;
  console.error(`Port ${config.port} is taken: stop what runs there, or choose another with PORT=<number>.`);
  process.exit(1);
}
