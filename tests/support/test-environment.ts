import type { Sandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { testKey } from "./test-key.ts";
import { webhookSecret, zoomAccount } from "./test-sandbox.ts";
import { jwtSecret } from "./tokens.ts";

/** The service's environment, with short times: what waits for Zoom is decided within seconds. */
export const testEnvironment = (
  databaseUrl: string,
  zoom: Pick<Sandbox, "apiUrl" | "oauthUrl">,
): Record<string, string> => ({
  PORT: "0",
  OPS_PORT: "0",
  DRAIN_SECONDS: "0",
  DATABASE_URL: databaseUrl,
  ZOOM_API_KEY: zoomAccount.clientId,
  ZOOM_API_SECRET: zoomAccount.clientSecret,
  ZOOM_ACCOUNT_ID: zoomAccount.accountId,
  ZOOM_WEBHOOK_SECRET: webhookSecret,
  ZOOM_API_URL: zoom.apiUrl,
  ZOOM_OAUTH_URL: zoom.oauthUrl,
  ZOOM_TIMEOUT_SECONDS: "2",
  SYNC_LEASE_SECONDS: "3",
  SYNC_GRACE_SECONDS: "4",
  SWEEP_HORIZON_SECONDS: "6",
  AUTH_JWT_SECRET: jwtSecret,
  DATA_ENCRYPTION_KEYS: `k1:${testKey(1)}`,
  DATA_INDEX_KEY: testKey(2),
  RATE_LIMIT_PER_MINUTE: "1000000",
  LOG_LEVEL: "silent",
});
