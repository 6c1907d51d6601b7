import { createZoomClient, type ZoomClient } from "@patientcare/zoom-sdk";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { type RunningServer, startServer } from "@patientcare/zoom-server/server.ts";
import { onTestFinished } from "vitest";
import { type Sandbox, startSandbox } from "../../scripts/zoom-sandbox/sandbox.ts";
import { createTestDatabase } from "./cluster.ts";
import { jwtSecret, type Person, type PersonName, people, tokenFor } from "./tokens.ts";

export interface TestApp {
  url: string;
  databaseUrl: string;
  server: RunningServer;
  /** The Zoom sandbox that the service talks to, and that sends it webhooks. */
  zoom: Sandbox;
  /** The SDK as somebody. */
  as(person: PersonName | Person): Promise<ZoomClient>;
}

export const webhookSecret = "webhook-secret-for-tests";

export const testEnvironment = (databaseUrl: string, zoom: Sandbox): Record<string, string> => ({
  PORT: "0",
  DATABASE_URL: databaseUrl,
  ZOOM_API_KEY: "client",
  ZOOM_API_SECRET: "client-secret",
  ZOOM_ACCOUNT_ID: "account",
  ZOOM_WEBHOOK_SECRET: webhookSecret,
  ZOOM_API_URL: zoom.apiUrl,
  ZOOM_OAUTH_URL: zoom.oauthUrl,
  ZOOM_TIMEOUT_SECONDS: "2",
  SYNC_LEASE_SECONDS: "3",
  SYNC_GRACE_SECONDS: "4",
  SWEEP_HORIZON_SECONDS: "6",
  AUTH_JWT_SECRET: jwtSecret,
  DATA_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
  DATA_INDEX_KEY: Buffer.alloc(32, 2).toString("base64"),
  LOG_LEVEL: "silent",
});

/**
 * The service on a database of its own, beside a Zoom sandbox of its own; both real, over real HTTP. Ends with the
 * test.
 */
export async function startApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const zoom = await startSandbox({
    port: 0,
    clientId: "client",
    clientSecret: "client-secret",
    accountId: "account",
    webhookSecret,
    timeScale: 0.001,
  });
  const server = await startServer(readConfig({ ...testEnvironment(database.url, zoom), ...environment }));
  await zoom.control.setWebhookUrl(`${server.url}/api/zoom/webhook`);
  await zoom.control.setPlan("unlimited");
  onTestFinished(async () => {
    await server.stop();
    await zoom.close();
    await database.drop();
  });
  return {
    url: server.url,
    databaseUrl: database.url,
    server,
    zoom,
    as: async (person) =>
      createZoomClient({
        baseUrl: server.url,
        token: await tokenFor(typeof person === "string" ? people[person] : person),
      }),
  };
}
