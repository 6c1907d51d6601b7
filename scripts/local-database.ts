import { join } from "node:path";
import { isReadOnly } from "@patientcare/zoom-db";
import { variables } from "@patientcare/zoom-server/config/variables.ts";
import { secureDatabaseUrl, tlsProblem } from "@patientcare/zoom-server/domain/database-tls.ts";
import type { CommandConfig } from "./config.ts";

type DatabaseConfig = Pick<CommandConfig, "databaseUrl" | "databaseTls" | "dataFolder" | "production">;

export type NamedDatabase = {
  url: string;
  /** The line that names the database to people: host, port and database name, never user or password. */
  line: string;
};

/** The command cannot begin before the person at the terminal has done something; the message says what. */
export class NotReady extends Error {
  override readonly name = "NotReady";
}

/** The sentence about an error that `isDatabaseUnavailable` knows. */
export const explainUnavailable = (error: unknown): string =>
  isReadOnly(error)
    ? "The database is read-only (a standby, or default_transaction_read_only): use the one that is writable."
    : "The database cannot be reached: check DATABASE_URL, and that PostgreSQL runs there.";

/** The database of DATABASE_URL, else the embedded one that `npm start` runs here. @throws NotReady */
export async function findDatabase(config: DatabaseConfig): Promise<NamedDatabase> {
  if (config.databaseUrl) return givenDatabase(config.databaseUrl, config.databaseTls);
  requireDevelopment(config);
  const embedded = await import("@patientcare/zoom-embedded-postgres/running.ts").catch(notInstalled);
  const running = await embedded.runningEmbeddedPostgres(join(config.dataFolder, "postgres.json"));
  if (running) return { url: running.url, line: nameDatabase(running.url, "embedded") };
  throw new NotReady("There is no database: set DATABASE_URL, or run npm start in another terminal.");
}

/** The database of DATABASE_URL, else the embedded one of this folder, started when it does not run. @throws NotReady */
export async function startDatabase(
  config: DatabaseConfig,
  onProgress: (line: string) => void,
): Promise<NamedDatabase & { stop(): Promise<void> }> {
  if (config.databaseUrl) {
    return { ...givenDatabase(config.databaseUrl, config.databaseTls), stop: async () => {} };
  }
  requireDevelopment(config);
  const embedded = await import("@patientcare/zoom-embedded-postgres").catch(notInstalled);
  const dataDir = join(config.dataFolder, "postgres");
  const { url, stop } = await embedded.startEmbeddedPostgres({ dataDir, onProgress });
  return { url, line: nameDatabase(url, "embedded"), stop };
}

/** The address of the role that owns the tables; null where it is the service's. @throws NotReady */
export const ownerUrlOf = (config: Pick<CommandConfig, "databaseOwnerUrl" | "databaseTls">): string | null =>
  config.databaseOwnerUrl && checkedUrl("DATABASE_OWNER_URL", config.databaseOwnerUrl, config.databaseTls);

const givenDatabase = (given: string, tls: string | null): NamedDatabase => ({
  url: checkedUrl("DATABASE_URL", given, tls),
  line: nameDatabase(given, "DATABASE_URL"),
});

function checkedUrl(name: "DATABASE_URL" | "DATABASE_OWNER_URL", given: string, tls: string | null): string {
  const parsed = variables.shape[name].safeParse(given);
  if (!parsed.success) throw new NotReady(`${name} ${parsed.error.issues[0]?.message}.`);
  const rule = variables.shape.DATABASE_TLS.safeParse(tls ?? undefined);
  if (!rule.success) throw new NotReady(`DATABASE_TLS ${rule.error.issues[0]?.message}.`);
  const insecure = tlsProblem(given, rule.data);
  if (insecure !== null) throw new NotReady(`${name} ${insecure}.`);
  return secureDatabaseUrl(given, rule.data);
}

function requireDevelopment({ production }: DatabaseConfig): void {
  if (production) throw new NotReady("DATABASE_URL is not set: with NODE_ENV=production it is required.");
}

/** `npm ci --omit=dev` installs no embedded PostgreSQL. */
function notInstalled(error: unknown): never {
  if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") {
    throw new NotReady(
      "There is no database: set DATABASE_URL, as no embedded PostgreSQL is installed here.",
    );
  }
  throw error;
}

function nameDatabase(url: string, source: "DATABASE_URL" | "embedded"): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  // PostgreSQL's clients take a socket's folder or another host from the query.
  const host = searchParams.get("host") || hostname || "localhost";
  const name = pathname.slice(1) || "with the user's name";
  return `Database ${name} on ${host}:${searchParams.get("port") || port || 5432} (${source})`;
}
