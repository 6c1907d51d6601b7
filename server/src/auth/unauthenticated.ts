import type { AuthFailure } from "../domain/auth-failures.ts";
import { DomainError } from "../domain/errors.ts";

/** The caller is told the message; logs and metrics get the kind. */
export class Unauthenticated extends DomainError {
  readonly failure: AuthFailure;

  constructor(failure: AuthFailure, message: string) {
    super("UNAUTHENTICATED", message);
    this.failure = failure;
  }
}

export const unfit = (message: string): Unauthenticated => new Unauthenticated("claim", message);
