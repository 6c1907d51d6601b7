import pg from "pg";

const codeOf = (error: unknown) => (error instanceof pg.DatabaseError ? error.code : undefined);
const constraintOf = (error: unknown) => (error instanceof pg.DatabaseError ? error.constraint : undefined);

/** Two ranges of one host overlap (23P01). */
export const isExclusionViolation = (error: unknown, constraint: string): boolean =>
  codeOf(error) === "23P01" && constraintOf(error) === constraint;

/** A deadlock, or two transactions that cannot both be: one of them was rolled back, and may be tried again. */
export const isConflict = (error: unknown): boolean => ["40P01", "40001"].includes(codeOf(error) ?? "");

/** Two transactions crossed each other ({@link isConflict}, or a row that came to refer to one that left): it may be tried again. */
export const isCrossed = (error: unknown): boolean => isConflict(error) || codeOf(error) === "23503";

/** The database takes no changes: a standby, or `default_transaction_read_only`. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === "25006";

/** A value or a constraint of one row (classes 22 and 23): the other rows of the statement are good. */
export const isOfOneRow = (error: unknown): boolean => /^2[23]/.test(codeOf(error) ?? "");

/**
 * The server is away, is starting or stopping, is read-only, lets nobody in, has no connection left, or took too long: not
 * the caller's fault.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return /^(08|28|3D|53|57)/.test(code) || unavailableCodes.has(code);
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && failedConnection.test(error.code)) return true;
  return /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|The server does not support SSL|There was an error establishing an SSL)/.test(
    error.message,
  );
}

/** The database's certificate is not trusted, has expired or names another host. */
export const isBadCertificate = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  typeof error.code === "string" &&
  badCertificate.test(error.code);

// Read-only; no lock in time; a transaction that was idle or open for too long.
const unavailableCodes: ReadonlySet<string> = new Set(["25006", "55P03", "25P03", "25P04"]);
const badCertificate = /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH|^INVALID_PURPOSE|^INVALID_CA/;
const failedConnection = new RegExp(
  `^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ENOENT|EAI_AGAIN|ERR_SSL|ERR_TLS)|${badCertificate.source}`,
);
