import { join } from "node:path";
import type { LocalConfig } from "./config.ts";
import type { DevelopmentSecrets } from "./development-secrets.ts";

type Environment = Record<string, string>;

/** The variables of both children: the secrets they share, and on top those the user set. */
export function sharedEnvironment(config: LocalConfig, secrets: DevelopmentSecrets): Environment {
  const { AUTH_JWT_SECRET, ...others } = secrets;
  // The service takes exactly one of the two.
  const auth: Environment = config.given.AUTH_JWKS_URL ? {} : { AUTH_JWT_SECRET };
  return { ...others, ...auth, ...config.given };
}

export function serverEnvironment(
  config: LocalConfig,
  shared: Environment,
  { databaseUrl, opsPort }: { databaseUrl: string; opsPort: number },
): Environment {
  const zoom = `http://localhost:${config.sandboxPort}`;
  return {
    PUBLIC_URL: config.publicUrl,
    ZOOM_API_URL: `${zoom}/v2`,
    ZOOM_OAUTH_URL: `${zoom}/oauth/token`,
    CLINIC_NAME: "PatientCare",
    CLINIC_PHONE: "+1 202 555 0100",
    // A start by hand shows what needs looking at; LOG_LEVEL=info shows every call.
    LOG_LEVEL: "warn",
    // Nobody else is to learn that it ends.
    DRAIN_SECONDS: "0",
    ...shared,
    PORT: String(config.port),
    OPS_PORT: String(opsPort),
    DATABASE_URL: databaseUrl,
  };
}

export function sandboxEnvironment(config: LocalConfig, shared: Environment): Environment {
  return {
    WEBHOOK_URL: `http://localhost:${config.port}/api/zoom/webhook`,
    STATE_FILE: join(config.dataFolder, "zoom-sandbox.json"),
    ...shared,
    PORT: String(config.sandboxPort),
  };
}
