import { readConfig } from "@patientcare/zoom-server/config.ts";
import { type RunningServer, startServer } from "@patientcare/zoom-server/server.ts";
import { onTestFinished } from "vitest";
import { type OpenApp, unhurried } from "../support/open-app.ts";
import { testEnvironment } from "../support/test-environment.ts";

/** Another service on the same database. Ends with the test. */
export async function startReplica({ databaseUrl, zoom }: OpenApp): Promise<RunningServer> {
  const replica = await startServer(readConfig({ ...testEnvironment(databaseUrl, zoom), ...unhurried }));
  onTestFinished(() => replica.stop());
  return replica;
}
