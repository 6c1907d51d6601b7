import pg from "pg";
import { isBadCertificate } from "./postgres-errors.ts";
import { UnusableDatabase } from "./unusable-database.ts";

const minServerVersion = 150_000;
// In a busy pool another client may come in between once, and hide that sessions are shared.
const rounds = 5;
const answerTimeoutMs = 5_000;
// For the transaction alone: behind a pooler the session is another one's.
const beginHeld = "begin; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0";

/**
 * Requires that each connection to `url` has a session of its own. The service keeps settings, prepared statements and
 * notifications in sessions; a pooler that hands out another one for each transaction or statement mixes them up.
 * @throws UnusableDatabase for such a pooler, for a server before PostgreSQL 15, and when the server refuses TLS, the
 * login or the database; other errors of a connection as they are
 */
export async function requireSessions(url: string): Promise<void> {
  const connections: pg.Client[] = [];
  try {
    const one = await connect(url, connections);
    const other = await connect(url, connections);
    for (let round = 0; round < rounds; round += 1) await requireApart(one, other);
  } catch (error) {
    throw explained(error);
  } finally {
    await Promise.all(connections.map((connection) => connection.end().catch(() => {})));
  }
}

async function connect(url: string, connections: pg.Client[]): Promise<pg.Client> {
  const connection = new pg.Client({
    connectionString: url,
    application_name: "patientcare-zoom-check",
    connectionTimeoutMillis: answerTimeoutMs,
    query_timeout: answerTimeoutMs,
  });
  connection.on("error", () => {});
  connections.push(connection);
  await connection.connect();
  return connection;
}

async function requireApart(one: pg.Client, other: pg.Client): Promise<void> {
  const before = await readBackend(one);
  if (before.version < minServerVersion) throw tooOld(before.version);
  // A pooler may hand out its sessions in turn, and then the one of before is the only free one again below.
  if ((await readBackend(one)).pid !== before.pid) throw sharedBy("transaction");
  await other.query(beginHeld).catch(explainWait);
  const held = await readBackend(other);
  const after = held.pid === before.pid ? before : await readBackend(one);
  await other.query("rollback");
  if (held.pid === before.pid || after.pid !== before.pid) throw sharedBy("transaction");
}

/** No parameters: a simple query needs no prepared statement, which poolers may lose. */
async function readBackend(connection: pg.Client): Promise<{ pid: number; version: number }> {
  const { rows } = await connection.query<{ pid: number; version: number }>(
    "select pg_backend_pid() as pid, current_setting('server_version_num')::int as version",
  );
  return rows[0] ?? { pid: 0, version: 0 };
}

function explainWait(error: Error): never {
  if (error.message !== "Query read timeout") throw error;
  throw new UnusableDatabase(
    "The pooler that DATABASE_URL leads to gives no second connection: let it open at least 20 for each process of the service (default_pool_size of PgBouncer).",
  );
}

const sharedBy = (unit: "transaction" | "statement") =>
  new UnusableDatabase(
    `DATABASE_URL leads to a pooler with ${unit} pooling, which gives each ${unit} another session: set it to session pooling (pool_mode = session in PgBouncer), or let DATABASE_URL lead to PostgreSQL itself.`,
  );

const tooOld = (version: number) =>
  new UnusableDatabase(
    `PostgreSQL 15 or newer is needed, but DATABASE_URL leads to ${Math.floor(version / 10_000)}. Upgrade it, or use another.`,
  );

function explained(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UnusableDatabase) return error;
  const { message } = error;
  const code = "code" in error ? String(error.code) : "";
  if (/statement pooling/.test(message)) return sharedBy("statement");
  const remedy = remedyFor(message, code) ?? (isBadCertificate(error) ? untrusted(code) : null);
  return remedy === null ? error : new UnusableDatabase(remedy, { cause: error });
}

/** Never the server's own words: they may hold names of people. */
function remedyFor(message: string, code: string): string | null {
  const parameter = /unsupported startup parameter: (\w+)/.exec(message)?.[1];
  if (parameter !== undefined)
    return `The pooler that DATABASE_URL leads to refuses the parameter "${parameter}": remove it from DATABASE_URL, or name it in ignore_startup_parameters of PgBouncer.`;
  if (message.startsWith("The server does not support SSL"))
    return "The database that DATABASE_URL leads to accepts no TLS, which is required for a host other than this one: switch TLS on there, or set DATABASE_TLS=off if the network between is safe.";
  if (code.startsWith("28"))
    return `The database refuses the login (${code}): check user and password in DATABASE_URL, and whether the server demands TLS.`;
  if (code === "3D000")
    return "The server has no database of the name in DATABASE_URL: create it, or correct the name.";
  if (code === "ENOENT" && /open/.test(message))
    return "A file that DATABASE_URL names (sslrootcert, sslcert or sslkey) cannot be read: correct its path.";
  return null;
}

const untrusted = (code: string) =>
  `The certificate of the database is not trusted (${code}): name the file of its authority by sslrootcert= in DATABASE_URL, use the host name that the certificate holds, or set DATABASE_TLS=off if the network between is safe.`;
