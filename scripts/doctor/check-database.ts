import {
  createDatabase,
  type Db,
  isDatabaseUnavailable,
  isMigrated,
  mayRewriteAccessLog,
  readServerFacts,
  requireSessions,
  type ServerFacts,
  UnusableDatabase,
} from "@patientcare/zoom-db";
import type { Config } from "@patientcare/zoom-server/config.ts";
import { type Check, failed, passed } from "./check.ts";

const maxSkewSeconds = 5;
// Of one process: its pools, the feed and the counters.
const connectionsOfOneProcess = 20;

/** Opens the database where it can be used; null with the check that says why not. */
export async function checkConnection(databaseUrl: string): Promise<{ check: Check; db: Db | null }> {
  const remedy = "Check the address in DATABASE_URL, that PostgreSQL runs there, and the network between.";
  try {
    await requireSessions(databaseUrl);
  } catch (error) {
    if (error instanceof UnusableDatabase) {
      const [says = "", ...rest] = error.message.split(": ");
      return { check: failed("database", says, rest.join(": ") || remedy), db: null };
    }
    if (isDatabaseUnavailable(error))
      return { check: failed("database", "cannot be reached", remedy), db: null };
    throw error;
  }
  const check = passed("database", "answers, and each connection has a session of its own");
  return { check, db: createDatabase(databaseUrl, { maxConnections: 2 }) };
}

/** Version, extension, rights, settings and clock of the server. */
export async function checkServer(
  db: Db,
  { databaseOwnerUrl }: Pick<Config, "databaseOwnerUrl">,
): Promise<Check[]> {
  const asked = Date.now();
  const facts = await readServerFacts(db);
  const here = (asked + Date.now()) / 2;
  return [
    checkVersion(facts),
    checkExtension(facts),
    facts.mayCreate || databaseOwnerUrl !== null
      ? passed(
          "database rights",
          databaseOwnerUrl === null ? "the role may create tables" : "another role makes the tables",
        )
      : failed(
          "database rights",
          "the role of DATABASE_URL may not create tables",
          "Grant it: grant create on schema public to its role; or run npm run migrate as the owner.",
        ),
    facts.readOnly
      ? failed(
          "database settings",
          "the database is read-only (a standby, or default_transaction_read_only)",
          "Let DATABASE_URL lead to the server that takes writes.",
        )
      : checkConnections(facts),
    checkClock(facts.now.getTime() - here),
  ];
}

export const checkMigrations = async (db: Db): Promise<Check> =>
  (await isMigrated(db))
    ? passed("migrations", "all have run")
    : failed(
        "migrations",
        "the tables are not up to date",
        "Run npm run migrate; serve does it by itself at its start.",
      );

/** The check whether the service's role could change the access log. */
export async function checkAccessLog(
  db: Db,
  { databaseOwnerUrl, production }: Pick<Config, "databaseOwnerUrl" | "production">,
): Promise<Check> {
  if (databaseOwnerUrl === null) {
    return passed(
      "access log",
      `is protected by triggers and its signed chain alone, since the service owns its tables${
        production ? "; set DATABASE_OWNER_URL to give them another owner" : ""
      }`,
    );
  }
  return (await mayRewriteAccessLog(db))
    ? failed(
        "access log",
        "the role of DATABASE_URL could change or delete its rows",
        "Give DATABASE_URL a role that neither owns the tables nor is a member of their owner.",
      )
    : passed("access log", "the role of DATABASE_URL may add rows, and neither change nor delete any");
}

function checkVersion({ version, versionNumber }: ServerFacts): Check {
  return versionNumber >= 150_000
    ? passed("database version", `PostgreSQL ${version}`)
    : failed("database version", `PostgreSQL ${version} is too old`, "Use PostgreSQL 15 or newer.");
}

function checkExtension({ extensionInstalled, extensionAvailable }: ServerFacts): Check {
  if (extensionInstalled) return passed("database extension", "btree_gist is installed");
  return extensionAvailable
    ? passed("database extension", "btree_gist can be installed; the first migration does it")
    : failed(
        "database extension",
        "btree_gist is not available",
        "Install PostgreSQL's contrib package on the server (on Debian: postgresql-contrib).",
      );
}

function checkConnections({ maxConnections }: ServerFacts): Check {
  return maxConnections > connectionsOfOneProcess
    ? passed("database settings", `takes writes, ${maxConnections} connections at most`)
    : failed(
        "database settings",
        `max_connections is ${maxConnections}`,
        `One process of the service uses up to ${connectionsOfOneProcess}: raise it.`,
      );
}

function checkClock(skewMs: number): Check {
  const seconds = Math.round(skewMs / 1000);
  return Math.abs(skewMs) <= maxSkewSeconds * 1000
    ? passed("database clock", "agrees with this machine's")
    : failed(
        "database clock",
        `differs from this machine's by ${Math.abs(seconds)} s`,
        "Let both machines take their time from NTP: windows, leases and tokens depend on it.",
      );
}
