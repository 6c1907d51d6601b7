import { resolve } from "node:path";

export type LocalConfig = {
  production: boolean;
  port: number;
  sandboxPort: number;
  publicUrl: string;
  databaseUrl: string | null;
  databaseTls: string | null;
  /** The variables the user set; they win over everything that is chosen for local mode. */
  given: Record<string, string>;
  dataFolder: string;
};

/** An empty variable counts as not set. @throws Error when a port is not a port number */
export function readLocalConfig(env: NodeJS.ProcessEnv = process.env): LocalConfig {
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  const port = readPort(given, "PORT", 3000);
  const sandboxPort = readPort(given, "ZOOM_SANDBOX_PORT", 3001);
  if (port === sandboxPort) throw new Error(`PORT and ZOOM_SANDBOX_PORT are both ${port}; they must differ`);
  return {
    production: given.NODE_ENV === "production",
    port,
    sandboxPort,
    publicUrl: given.PUBLIC_URL ?? `http://localhost:${port}`,
    databaseUrl: given.DATABASE_URL ?? null,
    databaseTls: given.DATABASE_TLS ?? null,
    given,
    dataFolder: resolve(".data"),
  };
}

function readPort(given: Record<string, string>, name: string, fallback: number): number {
  const port = Number(given[name] ?? fallback);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`${name} must be a port number from 1 to 65535`);
}
