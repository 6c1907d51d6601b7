import { isConflict, isDatabaseUnavailable, isExclusionViolation } from "@patientcare/zoom-db";
import { ZodError } from "zod";
import { DomainError, type Issue, slotTaken } from "./domain/errors.ts";

/** The failure that a caller sees; of an unexpected error it shows nothing but that it happened. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof ZodError) return invalidInput(issuesOf(error));
  if (isExclusionViolation(error, "zoom_meetings_no_overlap")) return slotTaken();
  if (isDatabaseUnavailable(error)) {
    return new DomainError(
      "SERVICE_UNAVAILABLE",
      "The database is unavailable or read-only now: try again soon",
      {
        retryAfterSeconds: 2,
      },
    );
  }
  if (isConflict(error)) {
    return new DomainError(
      "SERVICE_UNAVAILABLE",
      "Another change came at the same moment, and nothing of this one was stored: try again",
      { retryAfterSeconds: 1 },
    );
  }
  return new DomainError("INTERNAL_ERROR", "Something went wrong on our side: report it with the request id");
}

const maxIssues = 20;
const maxPathLength = 60;
const maxMessageLength = 200;
const maxNamed = 8;

/** An input that is refused. However much of it does not fit, the answer stays small. */
export function invalidInput(given: readonly Issue[]): DomainError {
  const issues = given.slice(0, maxIssues).map(({ path, message }) => ({
    path: shorten(path, maxPathLength),
    message: shorten(message, maxMessageLength),
  }));
  const named = issues.slice(0, maxNamed).map(({ path, message }) => path || `it ${message}`);
  const others = given.length - named.length;
  const list = [...named, ...(others > 0 ? [`and ${others} more`] : [])].join(", ");
  return new DomainError("VALIDATION_ERROR", `The input does not fit: ${list}`, { issues });
}

const shorten = (text: string, maxLength: number): string =>
  text.length > maxLength ? `${text.slice(0, maxLength).toWellFormed()}…` : text;

function issuesOf(error: ZodError): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key].join("."), message: "is not a known field" }));
  });
}
