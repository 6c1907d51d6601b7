import { freePort } from "@patientcare/zoom-embedded-postgres/free-port.ts";
import { type Sandbox, startSandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { expect, onTestFinished } from "vitest";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { type ScriptProcess, spawnScript } from "../support/spawn-script.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { webhookSecret } from "../support/test-sandbox.ts";

export type Service = {
  url: string;
  zoom: Sandbox;
  /** SIGKILL: the service finishes nothing and logs nothing. */
  kill(): Promise<void>;
  start(): Promise<void>;
};

/** The service as a process of its own, beside a database and a sandbox of its own. Ends with the test. */
export async function startService(): Promise<Service> {
  const database = await createTestDatabase();
  const port = await freePort(0);
  const url = `http://localhost:${port}`;
  const account = { clientId: "client", clientSecret: "client-secret", accountId: "account", webhookSecret };
  // Webhooks that no server answers come again at Zoom's own pace, as they would locally.
  const zoom = await startSandbox({
    ...account,
    port: 0,
    webhookUrl: `${url}/api/zoom/webhook`,
    timeScale: 1,
  });
  const env = { ...testEnvironment(database.url, zoom), PORT: String(port) };
  let running: ScriptProcess | undefined;

  const kill = async () => running?.kill();
  async function start(): Promise<void> {
    running = spawnScript("server/src/main.ts", [], { env });
    await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
  }

  onTestFinished(async () => {
    await kill();
    await zoom.close();
    await database.drop();
  });
  await start();
  return { url, zoom, kill, start };
}
