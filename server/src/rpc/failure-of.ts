import type { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type Reason } from "../domain/errors.ts";
import { invalidInput, toDomainError } from "../to-domain-error.ts";

// tRPC's own refusals, before any procedure runs.
const ownRefusals: Partial<Record<TRPCError["code"], [Reason, string]>> = {
  NOT_FOUND: ["NOT_FOUND", "There is no such procedure"],
  METHOD_NOT_SUPPORTED: ["METHOD_NOT_ALLOWED", "Queries take GET or POST, mutations POST"],
  UNSUPPORTED_MEDIA_TYPE: ["UNSUPPORTED_MEDIA_TYPE", "Send the input as application/json"],
  PAYLOAD_TOO_LARGE: ["PAYLOAD_TOO_LARGE", "The request is larger than 256 KB"],
  BAD_REQUEST: [
    "VALIDATION_ERROR",
    "The request does not fit: a batch is an object of at most 20 calls of one kind",
  ],
};

/** The failure that a caller sees, from the error of a procedure or of tRPC itself. */
export function failureOf(error: TRPCError): DomainError {
  const { code, cause } = error;
  if (cause instanceof DomainError) return cause;
  if (cause instanceof SyntaxError && code === "BAD_REQUEST") {
    return invalidInput([{ path: "", message: "is not valid JSON" }]);
  }
  // Schemas check outputs as well, and an output that does not fit is never the caller's fault.
  if (cause instanceof ZodError && code !== "BAD_REQUEST") return toDomainError(undefined);
  const failure = toDomainError(cause);
  const own = ownRefusals[code];
  if (failure.reason !== "INTERNAL_ERROR" || own === undefined) return failure;
  const [reason, message] = own;
  const issues = [{ path: "", message }];
  return new DomainError(reason, message, reason === "VALIDATION_ERROR" ? { issues } : {});
}
