import { setTimeout as wait } from "node:timers/promises";
import type { ClusterOwner } from "./cluster-owner.ts";
import { clusterUrl } from "./cluster-url.ts";
import { freePort } from "./free-port.ts";
import { launchPostgres } from "./launch-postgres.ts";
import { readPassword } from "./password.ts";

const retryTimeoutMs = 10_000;
const retryEveryMs = 100;

const always = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  // A failing statement and its details hold people's data, which has no place in a log.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
};

type ClusterStart = {
  binDir: string;
  dataDir: string;
  logFile: string;
  owner: ClusterOwner;
  settings: Record<string, string>;
  port: number | undefined;
  earlierPort: number;
};

/** Starts PostgreSQL on the wanted port, else on the earlier one when it is free. */
export async function startCluster(start: ClusterStart): Promise<{ pid: number; port: number; url: string }> {
  const password = await readPassword(start.dataDir);
  for (const deadline = Date.now() + retryTimeoutMs; ; await wait(retryEveryMs)) {
    const port = start.port ?? (await freePort(start.earlierPort));
    const url = clusterUrl(password, port);
    const settings = { ...start.settings, ...always, port: String(port) };
    const launched = await launchPostgres({ ...start, url, settings });
    if ("pid" in launched) return { pid: launched.pid, port, url };
    if (!mayPass(launched.exited, start.port) || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start: ${lastFatal(launched.exited)} (log: ${start.logFile})`);
    }
  }
}

/** After a crash the last of its processes end a moment later; a port found free may be taken since. */
function mayPass(exited: string, wantedPort: number | undefined): boolean {
  return (
    /pre-existing shared memory block|lock file .* already exists/.test(exited) ||
    (wantedPort === undefined && /could not bind/.test(exited))
  );
}

const lastFatal = (log: string) =>
  log
    .split("\n")
    .filter((line) => /FATAL|could not/.test(line))
    .map((line) => line.replace(/^.*?(FATAL|LOG):\s*/, ""))
    .join("; ") || log.slice(-500);
