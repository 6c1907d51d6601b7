import { DomainError } from "../domain/errors.ts";

/** Kinds of reasons why a caller could not be established, for logs and metrics. */
export type AuthFailure = "missing" | "malformed" | "too-long" | "expired" | "claim" | "key" | "signature";

/** The caller is told the message; logs and metrics get the kind. */
export class Unauthenticated extends DomainError {
  readonly failure: AuthFailure;

  constructor(failure: AuthFailure, message: string) {
    super("UNAUTHENTICATED", message);
    this.failure = failure;
  }
}
