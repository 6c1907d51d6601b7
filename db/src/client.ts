import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { openPool } from "./open-pool.ts";
import type { Database } from "./schema.ts";

/** A Kysely handle: the pool's, or one transaction's. */
export type Db = Kysely<Database>;

export interface DatabaseOptions {
  /** Most connections of the pool; default 10. */
  maxConnections?: number;
  /** Milliseconds after which the server ends a statement; default 15 000. */
  statementTimeoutMs?: number;
  /** Milliseconds after which a connection that does not answer is given up; no default. */
  answerTimeoutMs?: number;
  /** Milliseconds to wait for a connection; default 5 000. */
  connectTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
}

// int8 holds Zoom's epoch milliseconds and counts: all below 2^53.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

/** Opens a pool on `url` (postgres://…). Connections are made when first needed; end it with `db.destroy()`. */
export function createDatabase(url: string, options: DatabaseOptions = {}): Db {
  const {
    maxConnections = 10,
    statementTimeoutMs = 15_000,
    answerTimeoutMs,
    connectTimeoutMs = 5_000,
    applicationName = "patientcare-zoom",
  } = options;
  const pool = openPool(
    {
      connectionString: url,
      max: maxConnections,
      application_name: applicationName,
      ...(answerTimeoutMs && { query_timeout: answerTimeoutMs }),
      connectionTimeoutMillis: connectTimeoutMs,
      types,
    },
    {
      statementTimeoutMs,
      lockTimeoutMs: Math.min(5_000, statementTimeoutMs),
      idleInTransactionMs: 30_000,
    },
  );
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
