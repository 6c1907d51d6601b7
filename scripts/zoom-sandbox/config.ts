import type { SandboxOptions } from "./sandbox.ts";

/** The sandbox's settings from the environment; the names the service itself uses, where both need one. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): SandboxOptions {
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
