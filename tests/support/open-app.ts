import { createZoomClient } from "@patientcare/zoom-sdk";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";
import { startSandbox } from "../../scripts/zoom-sandbox/sandbox.ts";
import { createTestDatabase } from "./cluster.ts";
import { type TestApp, testEnvironment, webhookSecret } from "./start-app.ts";
import { people, tokenFor } from "./tokens.ts";

export interface OpenApp extends TestApp, AsyncDisposable {
  close(): Promise<void>;
}

/** For tests that no fault of Zoom's is part of: a busy machine is not taken for one. */
export const unhurried = {
  ZOOM_TIMEOUT_SECONDS: "10",
  SYNC_LEASE_SECONDS: "12",
  SYNC_GRACE_SECONDS: "14",
  SWEEP_HORIZON_SECONDS: "16",
};

/** Like startApp, for all tests of a file, or (`await using`) for one that runs beside others. */
export async function openApp(environment: Record<string, string> = {}): Promise<OpenApp> {
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
  const close = async () => {
    await server.stop();
    await zoom.close();
    await database.drop();
  };
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
    close,
    [Symbol.asyncDispose]: close,
  };
}
