import { type Sandbox, startSandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { type BenchDatabase, openDatabase } from "../open-database.ts";
import type { Child } from "../start-child.ts";
import { startService, webhookSecret } from "../start-service.ts";

const secret = "bench";

export type World = {
  database: BenchDatabase;
  zoom: Sandbox;
  /** The service on this database and this Zoom, as a process of its own. */
  start(role: "all" | "worker"): Promise<Child>;
  close(): Promise<void>;
};

/** A database and a stand-in for Zoom whose deliveries fail as they should, but come again within seconds. */
export async function openWorld(options: { wal: number }): Promise<World> {
  const database = await openDatabase(options);
  const zoom = await startSandbox({
    clientId: secret,
    clientSecret: secret,
    accountId: secret,
    webhookSecret,
    port: 0,
    timeScale: 0.001,
  });
  await zoom.control.setPlan("unlimited");
  const started: Child[] = [];
  return {
    database,
    zoom,
    async start(role) {
      const addresses = { ZOOM_API_URL: zoom.apiUrl, ZOOM_OAUTH_URL: zoom.oauthUrl };
      const child = await startService(database.url, [], { ROLE: role, ...addresses });
      started.push(child);
      return child;
    },
    async close() {
      await Promise.all(started.map((child) => child.stop()));
      await zoom.close();
      await database.close();
    },
  };
}
