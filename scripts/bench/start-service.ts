import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createEncryption, type Encryption } from "../../server/src/encryption.ts";
import type { Signing } from "../local/mint-token.ts";
import { scriptPaths } from "../local/script-paths.ts";
import { type Child, startChild } from "./start-child.ts";

const encryptionKey = { id: "k1", secret: randomBytes(32) };
const indexKey = randomBytes(32);

/** The encryption of the service that {@link startService} starts, for rows that it must be able to read. */
export const encryption: Encryption = createEncryption([encryptionKey], [indexKey]);

export const signing: Signing = {
  secret: randomBytes(32).toString("base64url"),
  issuer: "patientcare",
  audience: "patientcare-zoom",
};

/** Of Zoom's deliveries. */
export const webhookSecret = randomBytes(16).toString("base64url");

// Nothing that is measured calls Zoom; nothing listens on this port.
const nowhere = "http://127.0.0.1:9";

// The flags of V8 that `npm run serve` gives the service.
const packageFile = resolve(import.meta.dirname, "../../package.json");
const v8Flags: string[] =
  JSON.parse(readFileSync(packageFile, "utf8")).scripts.serve.match(/--max-\S+/g) ?? [];

/** The service as in production, on this database. */
export const startService = (
  databaseUrl: string,
  nodeFlags: readonly string[] = [],
  more: Record<string, string> = {},
): Promise<Child> =>
  startChild({
    script: scriptPaths.server,
    readyPath: "/readyz",
    nodeFlags: [...v8Flags, ...nodeFlags],
    env: {
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      PUBLIC_URL: "https://zoom.clinic.example",
      ZOOM_API_KEY: "bench",
      ZOOM_API_SECRET: "bench",
      ZOOM_ACCOUNT_ID: "bench",
      ZOOM_WEBHOOK_SECRET: webhookSecret,
      ZOOM_API_URL: `${nowhere}/v2`,
      ZOOM_OAUTH_URL: `${nowhere}/oauth/token`,
      AUTH_JWT_SECRET: signing.secret,
      AUTH_ISSUER: signing.issuer,
      AUTH_AUDIENCE: signing.audience,
      DEFAULT_TIMEZONE: "Europe/Berlin",
      DATA_ENCRYPTION_KEYS: `${encryptionKey.id}:${encryptionKey.secret.toString("base64")}`,
      DATA_INDEX_KEY: indexKey.toString("base64"),
      LOG_LEVEL: "info",
      OPS_PORT: "0",
      DRAIN_SECONDS: "0",
      RATE_LIMIT_PER_MINUTE: "1000000",
      ...more,
    },
  });
