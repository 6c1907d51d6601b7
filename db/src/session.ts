import type { ClientBase } from "pg";

/** The times after which the server ends a statement or a session; in milliseconds. */
export interface SessionTimes {
  statementTimeoutMs: number;
  lockTimeoutMs: number;
  idleInTransactionMs: number;
}

/**
 * Settings that the code relies on, whatever the database or the role has. `search_path` is left alone: where the tables
 * lie is the database's to say; so is `default_transaction_read_only`, which a failover sets for a reason.
 */
const fixedSettings: Record<string, string> = {
  default_transaction_isolation: "read committed",
  timezone: "UTC",
  datestyle: "ISO, YMD",
  intervalstyle: "postgres",
  bytea_output: "hex",
  extra_float_digits: "1",
  standard_conforming_strings: "on",
  array_nulls: "on",
  // The feed's connection waits for notifications; pools close idle connections themselves.
  idle_session_timeout: "0",
};

// A setting of PostgreSQL 17 and newer.
const noTransactionTimeout =
  "select set_config('transaction_timeout', '0', false) where current_setting('transaction_timeout', true) is not null";

/**
 * Prepares a new connection before its first use, in one round trip. By statement, since poolers refuse or drop settings
 * among the start-up parameters.
 */
export async function applySession(
  client: Pick<ClientBase, "query">,
  { statementTimeoutMs, lockTimeoutMs, idleInTransactionMs }: SessionTimes,
  answerTimeoutMs: number,
): Promise<void> {
  const settings = {
    ...fixedSettings,
    statement_timeout: String(statementTimeoutMs),
    lock_timeout: String(lockTimeoutMs),
    idle_in_transaction_session_timeout: String(idleInTransactionMs),
  };
  const sets = Object.entries(settings).map(([name, value]) => `set ${name} = '${value}'`);
  const text = [...sets, noTransactionTimeout].join("; ");
  // A pooler without a free connection holds the statement back, for minutes by default.
  const statement = { text, query_timeout: answerTimeoutMs };
  await client.query(statement);
}
