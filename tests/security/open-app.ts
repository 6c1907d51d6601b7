import { createZoomClient, type ZoomClient } from "@patientcare/zoom-sdk";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";
import { startSandbox } from "../../scripts/zoom-sandbox/sandbox.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { type TestApp, testEnvironment, webhookSecret } from "../support/start-app.ts";
import { type Person, type PersonName, people, tokenFor } from "../support/tokens.ts";

export interface OpenApp extends TestApp {
  close(): Promise<void>;
}

/** Like startApp, for the cases of a whole file; whoever opens it closes it. */
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
  return {
    url: server.url,
    databaseUrl: database.url,
    server,
    zoom,
    as: (person) => clientOf(server.url, typeof person === "string" ? people[person] : person),
    async close() {
      await server.stop();
      await zoom.close();
      await database.drop();
    },
  };
}

export const clientOf = async (baseUrl: string, person: Person | PersonName): Promise<ZoomClient> =>
  createZoomClient({ baseUrl, token: await tokenFor(typeof person === "string" ? people[person] : person) });
