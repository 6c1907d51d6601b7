import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Sandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { onTestFinished } from "vitest";
import { createTestDatabase } from "../support/cluster.ts";
import { spawnScript } from "../support/spawn-script.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { startTestSandbox } from "../support/test-sandbox.ts";

export interface ServiceProcess {
  url: string;
  opsUrl: string;
  databaseUrl: string;
  zoom: Sandbox;
  child: ChildProcess;
  /** Everything that was written to standard output and standard error. */
  lines: string[];
}

/** The service as operators run it: a process of its own, that logs where it listens. Ends with the test. */
export async function startProcess(environment: Record<string, string> = {}): Promise<ServiceProcess> {
  const database = await createTestDatabase();
  const zoom = await startTestSandbox();
  const env: Record<string, string> = {
    ...testEnvironment(database.url, zoom),
    LOG_LEVEL: "info",
    ...environment,
  };
  const { child, kill } = spawnScript("server/src/main.ts", [], { env });
  const lines: string[] = [];
  const ready = Promise.withResolvers<{ port: number; opsPort: string | undefined }>();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {});
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (!line.includes('"message":"ready')) return;
      const { port, message } = JSON.parse(line);
      ready.resolve({ port, opsPort: / are on \S+:(\d+)/.exec(message)?.[1] });
    });
  }
  child.on("close", (code) =>
    ended.reject(new Error(`It ended with exit code ${code}: ${lines.join("\n")}`)),
  );
  onTestFinished(async () => {
    await kill();
    await zoom.close();
    await database.drop();
  });
  const { port, opsPort = env.OPS_PORT } = await Promise.race([ready.promise, ended.promise]);
  const url = `http://localhost:${port}`;
  await zoom.control.setWebhookUrl(`${url}/api/zoom/webhook`);
  return { url, opsUrl: `http://localhost:${opsPort}`, databaseUrl: database.url, zoom, child, lines };
}
