import { resolve } from "node:path";
import {
  type Environment,
  mergeEnvironments,
  readDotEnv,
  readMountedSecrets,
} from "@patientcare/zoom-server/config/environment.ts";

// The .env of `npm run serve` leads to Zoom itself, to another database and to its keys; this start has its own of each,
// and Ctrl-C ends it at once.
const ofServeAlone = /^(NODE_ENV|PUBLIC_URL|DRAIN_SECONDS|(DATABASE|ZOOM(?!_SANDBOX)|DATA)_.*)$/;

export type LocalConfig = {
  production: boolean;
  port: number;
  /** Null: the usual one, or a free one where that is taken. */
  opsPort: number | null;
  sandboxPort: number;
  publicUrl: string;
  databaseUrl: string | null;
  databaseTls: string | null;
  /** The variables the user set; they win over everything that is chosen for local mode. */
  given: Record<string, string>;
  dataFolder: string;
};

/** The process' environment over that part of `.env` that concerns this machine. */
export function localEnvironment(outside: Environment, dotEnv: Record<string, string>): Environment {
  const entries = Object.entries(dotEnv).filter(([name]) => !ofServeAlone.test(name));
  return mergeEnvironments(outside, Object.fromEntries(entries));
}

/** An empty variable counts as not set. @throws Error when a port is not a port number, or a mounted file is not there */
export function readLocalConfig(
  env: Environment = localEnvironment(process.env, readDotEnv(process.cwd())),
): LocalConfig {
  const { given, problems } = readMountedSecrets(env);
  if (problems.length > 0) throw new Error(`${problems.join("; ")} (see .env.example)`);
  const port = readPort(given, "PORT", 3000);
  const sandboxPort = readPort(given, "ZOOM_SANDBOX_PORT", 3001);
  if (port === sandboxPort) throw new Error(`PORT and ZOOM_SANDBOX_PORT are both ${port}; they must differ`);
  return {
    production: given.NODE_ENV === "production",
    port,
    opsPort: given.OPS_PORT === undefined ? null : readPort(given, "OPS_PORT"),
    sandboxPort,
    publicUrl: given.PUBLIC_URL ?? `http://localhost:${port}`,
    databaseUrl: given.DATABASE_URL ?? null,
    databaseTls: given.DATABASE_TLS ?? null,
    given,
    dataFolder: resolve(".data"),
  };
}

function readPort(given: Record<string, string>, name: string, fallback?: number): number {
  const port = Number(given[name] ?? fallback);
  if (Number.isInteger(port) && port >= (name === "OPS_PORT" ? 0 : 1) && port <= 65_535) return port;
  throw new Error(`${name} must be a port number from 1 to 65535`);
}
