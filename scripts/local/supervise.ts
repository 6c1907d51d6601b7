import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@patientcare/zoom-embedded-postgres/free-port.ts";
import { startDatabase } from "../local-database.ts";
import type { LocalConfig } from "./config.ts";
import { developmentSecrets } from "./development-secrets.ts";
import { sandboxEnvironment, serverEnvironment, sharedEnvironment } from "./environments.ts";
import { showGuide } from "./guide.ts";
import { keepRunning, type SupervisedProcess } from "./keep-running.ts";
import { removeLocalState, replaceEarlierStart, writeLocalState } from "./local-state.ts";
import { requireFreePorts } from "./require-free-ports.ts";
import { scriptPaths } from "./script-paths.ts";
import { waitUntil } from "./wait-until.ts";

const usualOpsPort = 9464;
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
  report: (line: string) => void,
): Promise<void> {
  await mkdir(config.dataFolder, { recursive: true });
  const stateFile = join(config.dataFolder, "local.json");
  await replaceEarlierStart(stateFile, report);
  await requireFreePorts(config);

  // Chosen here, so that a server that is started again keeps it.
  const opsPort = await freePort(config.opsPort ?? usualOpsPort);
  const opsUrl = `http://localhost:${opsPort}`;
  const url = `http://localhost:${config.port}`;
  const sandboxUrl = `http://localhost:${config.sandboxPort}`;
  const environment = sharedEnvironment(
    config,
    await developmentSecrets(join(config.dataFolder, "secrets.json")),
  );
  const running: { server?: SupervisedProcess; sandbox?: SupervisedProcess } = {};
  let stateWritten = Promise.resolve();
  const writeState = () => {
    const [serverPid, sandboxPid] = [running.server?.pid() ?? null, running.sandbox?.pid() ?? null];
    const { port, publicUrl } = config;
    const state = { pid: process.pid, serverPid, sandboxPid, port, publicUrl, sandboxUrl };
    stateWritten = stateWritten.then(() => writeLocalState(stateFile, state));
  };
  // The process is known here only once keepRunning has returned.
  const onPid = () => setImmediate(writeState);

  const sandboxEnv = sandboxEnvironment(config, environment);
  const sandbox = keepRunning({
    name: "Zoom sandbox",
    script: scriptPaths.sandbox,
    env: sandboxEnv,
    report,
    onPid,
  });
  running.sandbox = sandbox;
  const database = startDatabase(config, report);
  try {
    const opened = await Promise.race([database, sandbox.gaveUp, stopped]);
    if (!opened) return;
    report(opened.line);
    const env = serverEnvironment(config, environment, { databaseUrl: opened.url, opsPort });
    const server = keepRunning({ name: "server", script: scriptPaths.server, env, report, onPid });
    running.server = server;
    const ready = Promise.all([
      waitUntil(`${url}/readyz`, (status) => status === 200, { timeoutMs: readyTimeoutMs }),
      waitUntil(sandboxUrl, () => true, { timeoutMs: readyTimeoutMs }),
    ]).then(() => showGuide({ config, environment, url, opsUrl, sandboxUrl, report }));
    await Promise.race([stopped, sandbox.gaveUp, server.gaveUp, ready.then(() => stopped)]);
  } finally {
    await running.server?.stop({ graceMs: drainMs });
    await sandbox.stop({ graceMs: sandboxGraceMs });
    await database.then(
      ({ stop }) => stop(),
      () => {},
    );
    await stateWritten;
    await removeLocalState(stateFile);
  }
}
