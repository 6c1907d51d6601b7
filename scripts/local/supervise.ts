import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { LocalConfig } from "./config.ts";
import { developmentSecrets } from "./development-secrets.ts";
import { sandboxEnvironment, serverEnvironment, sharedEnvironment } from "./environments.ts";
import { type KeptProcess, keepRunning } from "./keep-running.ts";
import { removeLocalState, writeLocalState } from "./local-state.ts";
import { replaceEarlierStart } from "./replace-earlier-start.ts";
import { requireFreePorts } from "./require-free-ports.ts";
import { scriptPaths } from "./script-paths.ts";
import { showGuide } from "./show-guide.ts";
import { startDatabase } from "./start-database.ts";
import { waitUntil } from "./wait-until.ts";

const readyTimeoutMs = 60_000;
const drainMs = 15_000;
const sandboxGraceMs = 3_000;

/**
 * Runs database, sandbox and server until `stopped` resolves (then ends them in order), or until one of them
 * cannot go on. @throws Error whose message is for the person at the terminal; nothing is left running
 */
export async function supervise(
  config: LocalConfig,
  stopped: Promise<void>,
  say: (line: string) => void,
): Promise<void> {
  await mkdir(config.dataFolder, { recursive: true });
  const stateFile = join(config.dataFolder, "local.json");
  await replaceEarlierStart(stateFile, say);
  await requireFreePorts(config);

  const url = `http://localhost:${config.port}`;
  const sandboxUrl = `http://localhost:${config.sandboxPort}`;
  const environment = sharedEnvironment(
    config,
    await developmentSecrets(join(config.dataFolder, "secrets.json")),
  );
  const kept: { server?: KeptProcess; sandbox?: KeptProcess } = {};
  let recorded = Promise.resolve();
  const record = () => {
    const [serverPid, sandboxPid] = [kept.server?.pid() ?? null, kept.sandbox?.pid() ?? null];
    const { port, publicUrl } = config;
    const state = { pid: process.pid, serverPid, sandboxPid, port, publicUrl, sandboxUrl };
    recorded = recorded.then(() => writeLocalState(stateFile, state));
  };
  // The process is known here only once keepRunning has returned.
  const onPid = () => setImmediate(record);

  const sandboxEnv = sandboxEnvironment(config, environment);
  const sandbox = keepRunning({
    name: "Zoom sandbox",
    script: scriptPaths.sandbox,
    env: sandboxEnv,
    say,
    onPid,
  });
  kept.sandbox = sandbox;
  const database = startDatabase(config, say);
  try {
    const opened = await Promise.race([database, sandbox.gaveUp, stopped]);
    if (!opened) return;
    const env = serverEnvironment(config, environment, opened.url);
    const server = keepRunning({ name: "server", script: scriptPaths.server, env, say, onPid });
    kept.server = server;
    const ready = Promise.all([
      waitUntil(`${url}/readyz`, (status) => status === 200, { timeoutMs: readyTimeoutMs }),
      waitUntil(sandboxUrl, () => true, { timeoutMs: readyTimeoutMs }),
    ]).then(() => showGuide({ config, environment, url, sandboxUrl, say }));
    await Promise.race([stopped, sandbox.gaveUp, server.gaveUp, ready.then(() => stopped)]);
  } finally {
    await kept.server?.stop({ graceMs: drainMs });
    await sandbox.stop({ graceMs: sandboxGraceMs });
    await database.then(
      ({ stop }) => stop(),
      () => {},
    );
    await recorded;
    await removeLocalState(stateFile);
  }
}
