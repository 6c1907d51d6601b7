import type { Sandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { createZoomClient, type ZoomClient } from "@patientcare/zoom-sdk";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { type RunningServer, startServer } from "@patientcare/zoom-server/server.ts";
import { createTestDatabase } from "./cluster.ts";
import { requireEndedByPeople } from "./ended-by-people.ts";
import { testEnvironment } from "./test-environment.ts";
import { startTestSandbox } from "./test-sandbox.ts";
import { type Person, type PersonName, people, tokenFor } from "./tokens.ts";

export interface OpenApp extends AsyncDisposable {
  url: string;
  /** Where metrics, version and the details of readiness are. */
  opsUrl: string;
  databaseUrl: string;
  server: RunningServer;
  /** The Zoom sandbox that the service talks to, and that sends it webhooks. */
  zoom: Sandbox;
  /** The SDK as somebody. */
  as(person: PersonName | Person): Promise<ZoomClient>;
  close(): Promise<void>;
}

/** For tests that no fault of Zoom's is part of: a busy machine is not taken for one. */
export const unhurried = {
  ZOOM_TIMEOUT_SECONDS: "10",
  SYNC_LEASE_SECONDS: "12",
  SYNC_GRACE_SECONDS: "14",
  SWEEP_HORIZON_SECONDS: "16",
};

/**
 * The service on a database of its own, beside a Zoom sandbox of its own; both real, over real HTTP. For all tests
 * of a file, or (`await using`) for one that runs beside others; whoever opens it closes it.
 */
export async function openApp(environment: Record<string, string> = {}): Promise<OpenApp> {
  const database = await createTestDatabase();
  const zoom = await startTestSandbox();
  const server = await startServer(readConfig({ ...testEnvironment(database.url, zoom), ...environment }));
  await zoom.control.setWebhookUrl(`${server.url}/api/zoom/webhook`);
  const close = async () => {
    try {
      await requireEndedByPeople(server.deps.db, zoom.control);
    } finally {
      await server.stop();
      await zoom.close();
      await database.drop();
    }
  };
  return {
    url: server.url,
    opsUrl: server.opsUrl,
    databaseUrl: database.url,
    server,
    zoom,
    as: (person) => clientOf(server.url, person),
    close,
    [Symbol.asyncDispose]: close,
  };
}

export const clientOf = async (baseUrl: string, person: Person | PersonName): Promise<ZoomClient> =>
  createZoomClient({ baseUrl, token: await tokenFor(typeof person === "string" ? people[person] : person) });
