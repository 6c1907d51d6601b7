import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Sandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { onTestFinished } from "vitest";
import { createTestDatabase } from "../support/cluster.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { startTestSandbox } from "../support/test-sandbox.ts";

const main = resolve(import.meta.dirname, "../../server/src/main.ts");

export interface ServiceProcess {
  url: string;
  databaseUrl: string;
  zoom: Sandbox;
  child: ChildProcess;
  /** Everything that was written to standard output and standard error. */
  lines: string[];
}

/** The service as operators run it: a process of its own, that says in its log where it listens. */
export async function startProcess(environment: Record<string, string> = {}): Promise<ServiceProcess> {
  const database = await createTestDatabase();
  const zoom = await startTestSandbox();
  const env = { ...testEnvironment(database.url, zoom), LOG_LEVEL: "info", ...environment };
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const ready = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {});
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (line.includes('"message":"ready"')) ready.resolve(JSON.parse(line).port);
    });
  }
  child.on("close", (code) =>
    ended.reject(new Error(`It ended with exit code ${code}: ${lines.join("\n")}`)),
  );
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }
    await zoom.close();
    await database.drop();
  });
  const port = await Promise.race([ready.promise, ended.promise]);
  const url = `http://localhost:${port}`;
  await zoom.control.setWebhookUrl(`${url}/api/zoom/webhook`);
  return { url, databaseUrl: database.url, zoom, child, lines };
}
