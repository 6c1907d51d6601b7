import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Sandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { onTestFinished } from "vitest";
import { createTestDatabase } from "./cluster.ts";
import { spawnScript } from "./spawn-script.ts";
import { testEnvironment } from "./test-environment.ts";
import { startTestSandbox } from "./test-sandbox.ts";

export interface ServiceProcess {
  url: string;
  opsUrl: string;
  databaseUrl: string;
  zoom: Sandbox;
  child: ChildProcess;
  /** Everything that was written to standard output and standard error. */
  lines: string[];
  /** Where Prometheus scrapes it. */
  metricsUrl: string;
  /** The lines of its log, read. */
  log(): LogLine[];
}

interface LogLine extends Record<string, unknown> {
  level: string;
  message: string;
  event?: string;
}

/**
 * The service as operators run it: a process of its own, that logs where it listens. Ends with the test. `prepare` is done
 * to its Zoom before it starts.
 */
export async function startProcess(
  environment: Record<string, string> = {},
  prepare: (zoom: Sandbox) => Promise<unknown> = async () => {},
): Promise<ServiceProcess> {
  const database = await createTestDatabase();
  const zoom = await startTestSandbox();
  await prepare(zoom);
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
      ready.resolve({ port, opsPort: / are on port (\d+)/.exec(message)?.[1] });
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
  const log = (): LogLine[] => lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const opsUrl = `http://localhost:${opsPort}`;
  const metricsUrl = `${opsUrl}/metrics`;
  return { url, opsUrl, metricsUrl, databaseUrl: env.DATABASE_URL ?? database.url, zoom, child, lines, log };
}
