import pg from "pg";

const codeOf = (error: unknown) => (error instanceof pg.DatabaseError ? error.code : undefined);
const constraintOf = (error: unknown) => (error instanceof pg.DatabaseError ? error.constraint : undefined);

/** Two ranges of one host overlap (23P01). */
export const isExclusionViolation = (error: unknown, constraint: string): boolean =>
  codeOf(error) === "23P01" && constraintOf(error) === constraint;

/** Two transactions crossed each other (a deadlock, or a row that came to refer to one that left): it may be tried again. */
export const isCrossed = (error: unknown): boolean =>
  ["40P01", "40001", "23503"].includes(codeOf(error) ?? "");

/** A value or a constraint of one row (classes 22 and 23): the other rows of the statement are good. */
export const isOfOneRow = (error: unknown): boolean => /^2[23]/.test(codeOf(error) ?? "");

/** The server is away, is starting or stopping, has no connection left, or took too long: not the caller's fault. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return /^(08|53|57)/.test(code) || code === "55P03" || code === "25P03";
  if (!(error instanceof Error)) return false;
  if ("code" in error && /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/.test(String(error.code)))
    return true;
  return /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );
}
