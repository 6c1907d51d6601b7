import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type RunningScript, runScript } from "../commands/run-script.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { testEnvironment } from "../support/test-environment.ts";

// Nothing listens there: what is tested here calls Zoom at most in the background.
const zoomNowhere = { apiUrl: "http://127.0.0.1:9/v2", oauthUrl: "http://127.0.0.1:9/oauth/token" };

/** A folder with these files, removed with the test. */
export async function aFolderWith(files: Record<string, string> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "start-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** The whole environment of a service with a database of its own, which is dropped with the test. */
export async function anEnvironment(change: Record<string, string> = {}): Promise<Record<string, string>> {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  return { ...testEnvironment(database.url, zoomNowhere), LOG_LEVEL: "info", ROLE: "web", ...change };
}

export const asDotEnv = (env: Record<string, string>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");

/** `npm run serve` with this environment alone, in a folder of its own where none is named. */
export async function runService(env: Record<string, string>, cwd?: string): Promise<RunningScript> {
  return runScript("server/src/main.ts", [], { env, cwd: cwd ?? (await aFolderWith()) });
}

export interface StartedService extends RunningScript {
  url: string;
  line: { port: number; message: string };
}

/** The same, once it says that it is ready. @throws Error with its output when it ends instead */
export async function startedService(env: Record<string, string>, cwd?: string): Promise<StartedService> {
  const running = await runService(env, cwd);
  let output = "";
  running.ended.then(({ stdout, stderr }) => {
    output = stdout + stderr;
  });
  const line = await eventually(() => {
    if (output) throw new Error(`It ended: ${output}`);
    const text = running
      .output()
      .split("\n")
      .find((candidate) => candidate.includes('"message":"ready'));
    if (!text) throw new Error("It is not ready yet");
    return JSON.parse(text);
  });
  return { ...running, line, url: `http://127.0.0.1:${line.port}` };
}
